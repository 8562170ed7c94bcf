package io.herald.sse;

import io.herald.hub.StreamConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Bounds the kernel's send buffer of every server connection. By default, the kernel buffers megabytes for a client that has
 * stopped reading, before the channel becomes unwritable.
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
