package io.herald.ws;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** The server's own compression of sockets would be agreed upon behind our back: our frames do not go through it. */
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
