package io.herald.vertx;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Announces to a client that its connection is about to close. */
public final class ClosingConnection {

    private ClosingConnection() {}

    /**
     * Announces with the header {@code Connection} that the client has to send its next request on another connection. In HTTP/2
     * the header makes a response malformed (RFC 9113, 8.2.2). A GOAWAY frame would have this meaning, but the HTTP client of
     * JDK 17 fails all requests in progress when it receives one.
     */
    public static void announce(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader("Connection", "close");
        }
    }
}
