package io.herald.ops.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients cannot create time series: the service decides the tags of requests. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class RequestMetricsTest {

    private final String name = "name-" + UUID.randomUUID();
    private final String bearer = "Authorization: Bearer " + Tokens.of(name).sign() + "\r\n";

    @TestHTTPResource
    URI base;

    @Test
    void unknown_paths_and_methods_create_no_series_and_known_routes_are_measured() throws IOException {
        sendUnknown(0);
        Set<String> before = series();
        for (int i = 1; i <= 150; i++) {
            sendUnknown(i);
        }
        assertEquals(before, series());

        Api api = new Api(base, Tokens.of("root").groups("admin").sign());
        api.get("/api/v1/rooms/" + name + "/members");
        Await.until(
                "the route is measured",
                () -> series().stream().anyMatch(line -> line.contains("uri=\"/api/v1/rooms/{room}/members\"")));
    }

    /** Sends requests with and without a token, also with unknown methods. */
    private void sendUnknown(int i) throws IOException {
        String path = name + "-" + i;
        send("PATCH", "/api/v1/users/" + path + "/presence", "");
        send("PATCH", "/api/v1/users/" + path + "/presence", bearer);
        send("OPTIONS", "/api/v1/users/" + path + "/presence", bearer);
        send("ODD" + i, "/api/v1/stream", bearer);
        send("ODD" + i, "/" + path, "");
        send("GET", "/api/v1/rooms/" + path + "/members", "");
        send("GET", "/api/v1/" + path, bearer);
        send("POST", "/q/" + path, "");
        send("GET", "/client/" + path, "");
        send("GET", "/ws/" + path, bearer);
    }

    private void send(String method, String path, String headers) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                    + "Content-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void the_metrics_contain_no_name_of_a_user_or_room() {
        Api api = new Api(base, Tokens.of(name).groups("admin", "publisher").sign());
        api.notify(name, "x");
        api.put("/api/v1/rooms/" + name, "{\"visibility\":\"public\"}");
        api.put("/api/v1/rooms/" + name + "/members/" + name, "");
        api.get("/api/v1/rooms/" + name + "/presence");
        api.get("/api/v1/users/" + name + "/presence");
        api.post("/api/v1/users/" + name + "/presence", "{}");
        api.post("/api/v1/rooms/" + name + "/members/" + name, "{}");
        new Api(base, "bad").get("/api/v1/users/" + name + "/presence");
        api.get("/api/v1/channels/room:" + name + "/events?before=bad");
        try (RawWebSocket socket = RawWebSocket.open(base, "?room=" + name, api.token())) {
            socket.await("ready");
        }
        String metrics = metrics();
        assertFalse(
                metrics.contains(name),
                () -> metrics.lines().filter(line -> line.contains(name)).collect(Collectors.joining("\n")));
        assertTrue(metrics.contains("uri=\"/api/v1/users/{id}/presence\""));
    }

    private Set<String> series() {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("http_server_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .filter(line -> !line.contains("/q/metrics"))
                .collect(Collectors.toSet());
    }

    private String metrics() {
        return new Api(base, "").get("/q/metrics").body();
    }
}
