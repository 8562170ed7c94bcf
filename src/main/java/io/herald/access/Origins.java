package io.herald.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whose pages may act for a user: ours, and those of the list. */
@Singleton
class Origins {
    private final Set<String> allowed;

    Origins(AccessConfig config) {
        allowed = config.allowedOrigins().orElse(List.of()).stream()
                .map(String::trim)
                .map(Origins::exact)
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean allows(HttpServerRequest request, String origin) {
        return allowed.contains(origin.toLowerCase(Locale.ROOT)) || isOurs(request, origin);
    }

    /**
     * By host and port; a page over https is ours also where the request came over http, because then TLS ended in front of us. Not the
     * other way round: whoever can answer over http for our host is not us.
     */
    static boolean isOurs(HttpServerRequest request, String origin) {
        HostAndPort us = request.authority();
        URI page = parse(origin);
        if (us == null || page == null || page.getHost() == null) {
            return false;
        }
        boolean secure = "https".equalsIgnoreCase(page.getScheme());
        if (!secure && (request.isSSL() || !"http".equalsIgnoreCase(page.getScheme()))) {
            return false;
        }
        return page.getHost().equalsIgnoreCase(us.host()) && port(page.getPort(), secure) == port(us.port(), secure);
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

    /** A wrong entry would silently allow nothing, and a wildcard everybody, with the user's cookie. */
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
            throw new ConfigurationException("herald.auth.allowed-origins: '" + entry
                    + "' is not an origin; give exact ones such as https://app.example.com, no wildcard and no path");
        }
        return entry.toLowerCase(Locale.ROOT);
    }
}
