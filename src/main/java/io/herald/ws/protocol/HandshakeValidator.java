package io.herald.ws.protocol;

import io.herald.problem.Problem;
import io.herald.vertx.HttpPipeline;
import io.herald.vertx.NettyChannels;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Validates an upgrade request according to RFC 6455, 4.2.1. */
public final class HandshakeValidator {

    private static final int KEY_BYTES = 16;

    private HandshakeValidator() {}

    /** Returns why the request is not a valid upgrade request, or null if it is. */
    public static @Nullable Problem validate(HttpServerRequest request) {
        boolean upgrade = request.method() == HttpMethod.GET
                && request.version() == HttpVersion.HTTP_1_1
                && names(request.getHeader("Upgrade"), "websocket")
                && names(request.getHeader("Connection"), "upgrade")
                && HttpPipeline.hasCodec(NettyChannels.channel(request).pipeline());
        if (!upgrade || !"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            return Problem.of(426, "Send a WebSocket handshake of version 13 over HTTP/1.1.");
        }
        return isKey(request.getHeader("Sec-WebSocket-Key"))
                ? null
                : Problem.malformed("Sec-WebSocket-Key must be 16 bytes in base64.");
    }

    private static boolean names(@Nullable String header, String token) {
        if (header == null) {
            return false;
        }
        for (String one : header.toLowerCase(Locale.ROOT).split(",")) {
            if (one.trim().equals(token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.trim()).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
