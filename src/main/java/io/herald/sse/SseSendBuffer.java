package io.herald.sse;

import io.herald.hub.StreamConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Bounds what the kernel keeps for a reader that has stopped reading. Left to itself it takes megabytes for each such
 * socket, and only then are we told that it is full.
 */
@ApplicationScoped
class SseSendBuffer implements HttpServerOptionsCustomizer {

    private final StreamConfig config;

    SseSendBuffer(StreamConfig config) {
        this.config = config;
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        bound(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        bound(options);
    }

    private void bound(HttpServerOptions options) {
        options.setSendBufferSize((int) config.sendBuffer().asLongValue());
    }
}
