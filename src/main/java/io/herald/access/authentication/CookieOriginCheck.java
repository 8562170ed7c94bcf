package io.herald.access.authentication;

import io.herald.edge.AllowedOrigins;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * Decides whether the service accepts the cookie of a request as a credential. A browser adds the cookie to requests from any page,
 * so a cookie alone proves nothing (CSRF; CSWSH on a WebSocket, which the same-origin policy does not cover). The
 * Origin decides. A same-origin EventSource sends no Origin, so a read without one is decided by its Fetch metadata.
 */
@Singleton
class CookieOriginCheck {
    private static final String FETCH_METADATA = "Sec-Fetch-";

    private final AllowedOrigins allowedOrigins;

    CookieOriginCheck(AllowedOrigins allowedOrigins) {
        this.allowedOrigins = allowedOrigins;
    }

    boolean allow(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return allowedOrigins.allows(request, origin);
        }
        return isRead(request) && isOwnOrNoBrowser(request);
    }

    private static boolean isRead(HttpServerRequest request) {
        HttpMethod method = request.method();
        boolean safe = method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.OPTIONS;
        return safe && !isWebSocket(request);
    }

    /**
     * Returns whether a request is a WebSocket handshake. Over HTTP/2 it has no Upgrade header and need not have a key,
     * but it has a version (RFC 8441, 5). Only handshakes have either.
     */
    static boolean isWebSocket(HttpServerRequest request) {
        return request.headers().contains("Upgrade", "websocket", true)
                || request.headers().contains("Sec-WebSocket-Key")
                || request.headers().contains("Sec-WebSocket-Version");
    }

    private static boolean isOwnOrNoBrowser(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site == null) {
            return request.headers().names().stream().noneMatch(CookieOriginCheck::isFetchMetadata);
        }
        return site.equals("same-origin") || site.equals("none");
    }

    private static boolean isFetchMetadata(String header) {
        return header.regionMatches(true, 0, FETCH_METADATA, 0, FETCH_METADATA.length());
    }
}
