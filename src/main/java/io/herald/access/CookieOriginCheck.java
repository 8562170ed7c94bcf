package io.herald.access;

import io.herald.edge.AllowedOrigins;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * A browser sends the cookie along whoever's page asks, so a cookie alone says nothing (CSRF; on a WebSocket, which no same-origin policy
 * covers, CSWSH). A same-origin EventSource sends no Origin at all, so reading without one is told apart by the Fetch metadata.
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

    /** One over HTTP/2 has no Upgrade header; a key it has, and nothing else has one. */
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
