package io.herald.console;

import io.herald.console.OidcConfig.TokenChoice;
import io.herald.edge.PageConnections;
import io.herald.json.JsonWriter;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The validated settings of the sign-in with an OpenID Connect provider, for the page. They contain no secret. */
@Singleton
final class OidcSettings implements PageConnections {

    private static final String PREFIX = "herald.console.oidc.";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final OidcConfig config;
    private final Set<String> origins = new LinkedHashSet<>();

    /** @throws ConfigurationException if the settings are incomplete or invalid */
    OidcSettings(OidcConfig config) {
        this.config = config;
        if (config.issuer().isPresent() != config.clientId().isPresent()) {
            throw invalid(
                    config.issuer().isPresent() ? "client-id" : "issuer", "is required with the other of the two");
        }
        config.issuer().ifPresent(issuer -> origins.add(origin("issuer", issuer)));
        config.origins().orElse(List.of()).forEach(one -> origins.add(origin("origins", one.trim())));
    }

    private boolean isEnabled() {
        return config.issuer().isPresent();
    }

    @Override
    public Set<String> origins() {
        return origins;
    }

    /** Returns the settings of the page: {@code {}}, or {@code {"oidc":{…}}}. */
    byte[] json() {
        JsonWriter json = new JsonWriter().object();
        if (isEnabled()) {
            String issuer = config.issuer().orElseThrow();
            json.name("oidc").object();
            json.field("issuer", issuer);
            json.field("clientId", config.clientId().orElseThrow());
            json.field("scope", config.scope());
            config.audience().ifPresent(audience -> json.field("audience", audience));
            config.resource().ifPresent(resource -> json.field("resource", resource));
            json.field("token", config.token() == TokenChoice.ID_TOKEN ? "id_token" : "access_token");
            json.field("name", config.name().orElse(URI.create(issuer).getHost()));
            json.endObject();
        }
        return json.endObject().toBytes();
    }

    /** A code that arrives over http can be read on the way, so only the loopback interface may use it. */
    private static String origin(String setting, String value) {
        URI uri = parse(value);
        if (uri == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw invalid(setting, "'" + value + "' is not the URL of a provider");
        }
        boolean isPrivate = "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !isPrivate) {
            throw invalid(setting, "'" + value + "' must begin with https://");
        }
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static @Nullable URI parse(String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static ConfigurationException invalid(String setting, String reason) {
        return new ConfigurationException("Herald does not start: " + PREFIX + setting + ": " + reason);
    }
}
