package io.herald.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that announces the end of each connection. */
class ClosingConnectionTest {

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    ClosingConnection.announce(request);
                    request.response().end();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_response_of_http_1_has_the_header() throws Exception {
        HttpResponse<String> response = get(Version.HTTP_1_1);
        assertEquals(Version.HTTP_1_1, response.version());
        assertEquals(Optional.of("close"), response.headers().firstValue("Connection"));
    }

    @Test
    void a_response_of_http_2_has_no_header() throws Exception {
        HttpResponse<String> response = get(Version.HTTP_2);
        assertEquals(Version.HTTP_2, response.version());
        assertEquals(Optional.empty(), response.headers().firstValue("Connection"));
    }

    private HttpResponse<String> get(Version version) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.actualPort());
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).version(version).build(), BodyHandlers.ofString());
    }
}
