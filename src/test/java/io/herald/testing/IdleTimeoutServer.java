package io.herald.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** An HTTP server within the test process that ends idle connections after a short timeout. */
public final class IdleTimeoutServer implements AutoCloseable {

    private static final String PLAIN = "/plain";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** @param handler serves all requests except those of {@link #awaitIdleTimeouts()} */
    public IdleTimeoutServer(int timeoutMillis, Handler<HttpServerRequest> handler) {
        HttpServerOptions options =
                new HttpServerOptions().setIdleTimeout(timeoutMillis).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        this.server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    if (request.path().equals(PLAIN)) {
                        request.response().end();
                    } else {
                        handler.handle(request);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public Vertx vertx() {
        return vertx;
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Waits until the server has ended two other connections, one after the other, because they were idle. */
    public void awaitIdleTimeouts() throws IOException {
        for (int i = 0; i < 2; i++) {
            RawHttp.awaitIdleTimeout(baseUri().resolve(PLAIN));
        }
    }

    @Override
    public void close() {
        vertx.close();
    }
}
