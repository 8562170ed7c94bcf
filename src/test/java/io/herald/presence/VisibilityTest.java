package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients report whether a person sees them, and the service knows of which users. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class VisibilityTest {

    private final String user = "user-" + UUID.randomUUID();
    private final String other = "other-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @TestHTTPResource
    URI base;

    @Inject
    Visibility visibility;

    private Set<String> visibleUsers() {
        return visibility.visibleUsers(List.of(user, other)).await().indefinitely();
    }

    private SseClient stream() {
        return SseClient.open(new Api(base, "").stream(""), token);
    }

    private static String connection(SseClient stream) {
        return stream.await("ready").data().replaceAll(".*\"connection\":\"([^\"]+)\".*", "$1");
    }

    private int report(String connection, String bearer, String body) {
        return new Api(base, bearer)
                .post("/api/v1/connections/" + connection + "/visibility", body)
                .statusCode();
    }

    @Test
    void a_connection_that_reports_nothing_counts_as_not_visible() {
        stream().await("ready");
        RawWebSocket.open(base, "", token).await("ready");
        assertEquals(Set.of(), visibleUsers());
    }

    @Test
    void a_socket_reports_its_visibility() {
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        socket.await("ready");
        assertTrue(socket.ask("session.visible", "{\"visible\":true}", "v").contains("\"ack\""));
        assertEquals(Set.of(user), visibleUsers());
        assertTrue(socket.ask("session.visible", "{\"visible\":false}", "h").contains("\"ack\""));
        assertEquals(Set.of(), visibleUsers());
    }

    @Test
    void a_stream_reports_its_visibility_by_a_call() {
        String connection = connection(stream());
        assertEquals(204, report(connection, token, "{\"visible\":true}"));
        assertEquals(Set.of(user), visibleUsers());
        assertEquals(204, report(connection, token, "{\"visible\":false}"));
        assertEquals(Set.of(), visibleUsers());
    }

    @Test
    void one_visible_connection_of_several_is_enough() {
        String visible = connection(stream());
        stream().await("ready");
        assertEquals(204, report(visible, token, "{\"visible\":true}"));
        assertEquals(Set.of(user), visibleUsers());
    }

    @Test
    void a_closed_connection_is_visible_no_more() {
        SseClient stream = stream();
        assertEquals(204, report(connection(stream), token, "{\"visible\":true}"));
        stream.cut();
        Await.until("the connection is gone", () -> visibleUsers().isEmpty());
    }

    @Test
    void another_users_connection_is_not_found() {
        String connection = connection(stream());
        assertEquals(404, report(connection, Tokens.of(other).sign(), "{\"visible\":true}"));
        assertEquals(404, report("unknown", token, "{\"visible\":true}"));
        assertEquals(Set.of(), visibleUsers());
    }

    @Test
    void a_report_without_a_value_is_invalid() {
        String connection = connection(stream());
        assertEquals(400, report(connection, token, "{}"));
        assertEquals(400, report(connection, token, "{\"visible\":\"yes\"}"));
        assertEquals(400, report(connection, token, "{\"visible\":true,\"since\":1}"));
        RawWebSocket socket = RawWebSocket.open(base, "", token);
        socket.await("ready");
        assertTrue(socket.ask("session.visible", "{}", "v").contains("data.visible: is required"));
    }
}
