package io.herald.ws.protocol;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Disables the WebSocket compression of Vert.x. Vert.x would negotiate it in the upgrade, but frames are written below its
 * encoder and would not be compressed.
 */
@ApplicationScoped
class DisabledServerCompression implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        without(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        without(options);
    }

    private static void without(HttpServerOptions options) {
        options.setPerMessageWebSocketCompressionSupported(false);
        options.setPerFrameWebSocketCompressionSupported(false);
    }
}
