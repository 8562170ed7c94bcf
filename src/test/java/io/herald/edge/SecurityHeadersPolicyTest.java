package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To which servers the policy of a page permits connections. */
class SecurityHeadersPolicyTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void a_page_connects_to_the_service_only() throws Exception {
        assertEquals("connect-src 'self'", connectionsOf(List.of()));
    }

    @Test
    void a_page_also_connects_to_the_servers_that_it_needs() throws Exception {
        PageConnections signIn = () -> Set.of("https://accounts.example");
        PageConnections maps = () -> Set.of("https://maps.example:8443");
        assertEquals(
                "connect-src 'self' https://accounts.example https://maps.example:8443",
                connectionsOf(List.of(signIn, maps)));
    }

    private String connectionsOf(List<PageConnections> connections) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(new SecurityHeaders(connections)::handle);
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
        String policy = await(vertx.createHttpClient()
                .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                .compose(request -> request.send())
                .map(response -> response.getHeader("Content-Security-Policy")));
        return Arrays.stream(policy.split("; *"))
                .filter(directive -> directive.startsWith("connect-src"))
                .findFirst()
                .orElseThrow();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
