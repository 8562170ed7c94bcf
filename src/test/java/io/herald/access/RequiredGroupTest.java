package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sends each call that needs a group as a caller outside that group, with a request that is valid otherwise. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RequiredGroupTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UNKNOWN_ID = "/7d6f0000-0000-7000-8000-000000000000";

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST   | notifications                      | {"to":{"users":["a"]},"type":"info","title":"t"}
            POST   | notifications/batch                | [{"to":{"users":["a"]},"type":"info","title":"t"}]
            GET    | notifications/ID                   |
            DELETE | notifications/ID                   |
            POST   | channels/user:groups/events        | {"event":"x","data":1,"ephemeral":true}
            POST   | channels/everyone/events           | {"event":"x","data":1,"ephemeral":true}
            """)
    void calls_for_publishers_are_refused_for_other_callers(String method, String path, String body) throws Exception {
        assertEquals(403, status(Tokens.of("groups").sign(), method, path, body));
        assertNotEquals(403, status(Tokens.publisher("groups"), method, path, body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | rooms/groups                       | {}
            GET    | rooms/groups/members               |
            PUT    | rooms/groups/members/groups        |
            DELETE | rooms/groups/members/groups        |
            DELETE | rooms/groups                       |
            GET    | users/somebody/presence            |
            GET    | users/somebody/connections         |
            DELETE | users/somebody/connections         |
            POST   | users/somebody/revocations         | {"jti":"groups"}
            """)
    void calls_for_administrators_are_refused_for_other_callers(String method, String path, String body)
            throws Exception {
        assertEquals(403, status(Tokens.of("groups").sign(), method, path, body));
        assertEquals(403, status(Tokens.publisher("groups"), method, path, body));
        assertNotEquals(403, status(Tokens.of("root").groups("admin").sign(), method, path, body));
    }

    private int status(String token, String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/v1/" + path.replace("/ID", UNKNOWN_ID)))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.discarding()).statusCode();
    }
}
