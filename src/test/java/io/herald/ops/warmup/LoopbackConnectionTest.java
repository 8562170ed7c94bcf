package io.herald.ops.warmup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.herald.ops.warmup.LoopbackAddress.Endpoint;
import io.herald.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopbackConnectionTest {

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void several_calls_use_one_connection() throws IOException {
        server = HttpServer.create(ANY, 0);
        assertTwoCallsSucceed(false);
    }

    @Test
    void a_server_with_tls_is_called_whatever_its_certificate_says() throws Exception {
        HttpsServer https = HttpsServer.create(ANY, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(
                Certificates.of("elsewhere", "dns:elsewhere.example").serverContext()));
        server = https;
        assertTwoCallsSucceed(true);
    }

    @Test
    void a_closed_connection_is_a_failure() throws IOException {
        server = HttpServer.create(ANY, 0);
        server.createContext("/", HttpExchange::close);
        server.start();
        try (LoopbackConnection connection = LoopbackConnection.open(new Endpoint(server.getAddress(), false))) {
            connection.send(LoopbackConnection.request("/path", "token", "", "{}"));
            assertThrows(IOException.class, connection::readStatus);
        }
    }

    private void assertTwoCallsSucceed(boolean tls) throws IOException {
        server.createContext("/", this::accept);
        server.start();
        try (LoopbackConnection connection = LoopbackConnection.open(new Endpoint(server.getAddress(), tls))) {
            for (String key : List.of("one", "")) {
                connection.send(LoopbackConnection.request("/path", "token", key, "{\"a\":1}"));
                assertEquals(202, connection.readStatus());
            }
        }
        assertEquals(List.of("/path Bearer token one {\"a\":1}", "/path Bearer token null {\"a\":1}"), received);
    }

    private void accept(HttpExchange call) throws IOException {
        received.add("%s %s %s %s"
                .formatted(
                        call.getRequestURI(),
                        call.getRequestHeaders().getFirst("Authorization"),
                        call.getRequestHeaders().getFirst("Idempotency-Key"),
                        new String(call.getRequestBody().readAllBytes(), UTF_8)));
        byte[] body = "{\"id\":\"x\"}".getBytes(UTF_8);
        call.sendResponseHeaders(202, body.length);
        call.getResponseBody().write(body);
        call.close();
    }
}
