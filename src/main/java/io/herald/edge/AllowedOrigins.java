package io.herald.edge;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which origins may act for a user: the origin of the service, and those of the setting. In development also every
 * port of this machine, where the server of a front end has its own.
 */
@Singleton
public class AllowedOrigins {
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;
    private final boolean allowsLocal;

    @Inject
    AllowedOrigins(OriginConfig config) {
        this(config, LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    AllowedOrigins(OriginConfig config, boolean allowsLocal) {
        this.allowsLocal = allowsLocal;
        allowed = config.allowedOrigins().orElse(List.of()).stream()
                .map(String::trim)
                .map(AllowedOrigins::exact)
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean allows(HttpServerRequest request, String origin) {
        return isListed(origin) || isOwnOrigin(request, origin);
    }

    boolean isListed(String origin) {
        return allowed.contains(origin.toLowerCase(Locale.ROOT)) || allowsLocal && isLocal(origin);
    }

    private static boolean isLocal(String origin) {
        URI page = parse(origin);
        return page != null
                && page.getHost() != null
                && LOCAL_HOSTS.contains(page.getHost().toLowerCase(Locale.ROOT));
    }

    /**
     * Returns whether the origin is that of the service. Compares scheme, host and port (RFC 6454): a server that
     * answers over http on this host need not be this service.
     */
    static boolean isOwnOrigin(HttpServerRequest request, String origin) {
        HostAndPort us = request.authority();
        URI page = parse(origin);
        if (us == null || page == null || page.getScheme() == null || page.getHost() == null) {
            return false;
        }
        String scheme = scheme(request);
        boolean secure = scheme.equals("https");
        return page.getScheme().equalsIgnoreCase(scheme)
                && page.getHost().equalsIgnoreCase(us.host())
                && port(page.getPort(), secure) == port(us.port(), secure);
    }

    /**
     * Returns the scheme that the client uses. If a proxy terminates TLS, its header contains the scheme. A page of
     * another site cannot send that header: a browser sends a preflight first (CORS), and never adds the header to a
     * WebSocket or an EventSource. Some proxies send {@code ws} or {@code wss} for a WebSocket.
     */
    private static String scheme(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Proto");
        String scheme = forwarded == null ? request.scheme() : forwarded.split(",", 2)[0].trim();
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> "https";
            default -> "http";
        };
    }

    private static int port(int port, boolean secure) {
        int standard = secure ? 443 : 80;
        return port <= 0 ? standard : port;
    }

    private static @Nullable URI parse(String origin) {
        try {
            return new URI(origin);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /**
     * Validates an entry of the setting. A malformed entry would silently allow nothing, and a wildcard would let every
     * site use the user's cookie.
     */
    static String exact(String entry) {
        URI uri = parse(entry);
        boolean exact = uri != null
                && uri.getHost() != null
                && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && uri.getRawUserInfo() == null;
        if (!exact) {
            throw new ConfigurationException(
                    "Herald does not start: herald.auth.allowed-origins: '" + entry
                            + "' is not an origin: list exact origins such as https://app.example.com, without wildcards and paths");
        }
        return entry.toLowerCase(Locale.ROOT);
    }
}
