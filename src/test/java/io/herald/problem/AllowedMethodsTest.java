package io.herald.problem;

import static io.restassured.RestAssured.given;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OPTIONS and a 405 return exactly the methods of the requested path. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class AllowedMethodsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/notifications                    | OPTIONS, POST
            /api/v1/notifications/batch              | OPTIONS, POST
            /api/v1/notifications/some-id            | DELETE, GET, HEAD, OPTIONS
            /api/v1/stream                           | GET, OPTIONS
            /api/v1/poll                             | GET, HEAD, OPTIONS
            /api/v1/inbox/unread                     | GET, HEAD, OPTIONS
            /api/v1/inbox/preferences                | GET, HEAD, OPTIONS, PUT
            /api/v1/inbox/some-id                    | DELETE, OPTIONS
            /api/v1/rooms/ops                        | DELETE, GET, HEAD, OPTIONS, PUT
            /api/v1/channels/room:ops/events         | GET, HEAD, OPTIONS, POST
            """)
    void the_allow_header_lists_the_methods_of_the_path(String path, String methods) {
        given().header("Authorization", "Bearer " + Tokens.of("caller").sign())
                .options(path)
                .then()
                .statusCode(200)
                .header("Allow", methods);
        given().header("Authorization", "Bearer " + Tokens.of("caller").sign())
                .patch(path)
                .then()
                .statusCode(405)
                .header("Allow", methods);
    }
}
