package io.herald.access.authentication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.access.authentication.Credential.Ticket;
import io.herald.access.authentication.Credential.Token;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the credential of a request. The order is fixed: header, WebSocket subprotocol, ticket, cookie, query. */
@Singleton
class CredentialReader {
    static final String COOKIE = "herald_token";

    /** The subprotocol in which Quarkus clients send a header, because browsers cannot set one on a WebSocket. */
    private static final String CARRIER = "quarkus-http-upgrade";

    /** A credential that is present but is not a bearer token. Verification always rejects it. */
    private static final Token UNUSABLE = new Token("");

    private final CookieOriginCheck cookies;
    private final boolean queryToken;

    CredentialReader(CookieOriginCheck cookies, AccessConfig config) {
        this.cookies = cookies;
        this.queryToken = config.queryToken();
    }

    Credential of(RoutingContext context) {
        HttpServerRequest request = context.request();
        String header = request.getHeader("Authorization");
        if (header != null) {
            return bearer(header);
        }
        Credential carried = carried(request);
        if (carried != null) {
            return carried;
        }
        String ticket = query(context, "ticket");
        if (ticket != null) {
            return new Ticket(ticket);
        }
        Cookie cookie = request.headers().contains("Cookie") ? request.getCookie(COOKIE) : null;
        if (cookie != null && !cookie.getValue().isEmpty()) {
            return cookies.allow(request) ? new Token(cookie.getValue()) : Credential.FOREIGN;
        }
        String token = queryToken ? query(context, "access_token") : null;
        return token == null ? Credential.NONE : new Token(token);
    }

    private static Token bearer(String header) {
        return header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? new Token(header.substring(7).trim())
                : UNUSABLE;
    }

    private static @Nullable Credential carried(HttpServerRequest request) {
        String protocols = request.getHeader("Sec-WebSocket-Protocol");
        if (protocols == null || !protocols.contains(CARRIER) || !CookieOriginCheck.isWebSocket(request)) {
            return null;
        }
        for (String protocol : protocols.split(",")) {
            String offered = protocol.trim();
            if (offered.startsWith(CARRIER)) {
                return carried(offered);
            }
        }
        return null;
    }

    private static Credential carried(String protocol) {
        try {
            String[] parts = URLDecoder.decode(protocol, UTF_8).split("#", -1);
            boolean authorization = parts.length == 3 && parts[1].equalsIgnoreCase("Authorization");
            return authorization ? bearer(parts[2]) : UNUSABLE;
        } catch (IllegalArgumentException notDecodable) {
            return UNUSABLE;
        }
    }

    private static @Nullable String query(RoutingContext context, String name) {
        String query = context.request().query();
        boolean possible = query != null && (query.contains(name) || query.indexOf('%') >= 0);
        if (!possible) {
            return null;
        }
        List<String> values = context.queryParam(name);
        return values.isEmpty() ? null : values.get(0);
    }
}
