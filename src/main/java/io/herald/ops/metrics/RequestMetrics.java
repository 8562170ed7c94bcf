package io.herald.ops.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * Bounds the tag values of HTTP request metrics. Quarkus takes the method, and a path that no resource matches, as the
 * client sent them. Both would expose names of users and rooms to everyone who reads the metrics. A hundred of them would
 * also reach the limit of series, after which no further route is measured.
 */
@Singleton
class RequestMetrics implements MeterFilter {
    private static final String PREFIX = "http.server.";

    /** The value that Micrometer's own binders use. */
    private static final String UNKNOWN = "UNKNOWN";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT");

    /** All paths of the OpenAPI document, and those that Quarkus serves. */
    static final Set<String> ROUTES = Set.of(
            "/api/v1/channels/{channel}/events",
            "/api/v1/connections/{connection}/visibility",
            "/api/v1/hooks",
            "/api/v1/hooks/{name}/enable",
            "/api/v1/hooks/{name}/events",
            "/api/v1/hooks/{name}/replay",
            "/api/v1/inbox",
            "/api/v1/inbox/preferences",
            "/api/v1/inbox/read",
            "/api/v1/inbox/unread",
            "/api/v1/inbox/{id}",
            "/api/v1/inbox/{id}/archive",
            "/api/v1/inbox/{id}/read",
            "/api/v1/inbox/{id}/unread",
            "/api/v1/notifications",
            "/api/v1/notifications/batch",
            "/api/v1/notifications/{id}",
            "/api/v1/poll",
            "/api/v1/presence/connections",
            "/api/v1/presence/rooms",
            "/api/v1/presence/users",
            "/api/v1/push/key",
            "/api/v1/push/subscriptions",
            "/api/v1/push/subscriptions/{id}",
            "/api/v1/push/test",
            "/api/v1/rooms",
            "/api/v1/rooms/{room}",
            "/api/v1/rooms/{room}/members",
            "/api/v1/rooms/{room}/members/{user}",
            "/api/v1/rooms/{room}/messages",
            "/api/v1/rooms/{room}/messages/{id}",
            "/api/v1/rooms/{room}/presence",
            "/api/v1/stream",
            "/api/v1/tickets",
            "/api/v1/tokens/check",
            "/api/v1/tokens/current",
            "/api/v1/users/{id}/connections",
            "/api/v1/users/{id}/presence",
            "/api/v1/users/{id}/revocations",
            "/ws",
            "/q/asyncapi",
            "/q/health",
            "/q/health/live",
            "/q/health/ready",
            "/q/health/started",
            "/q/info",
            "/q/metrics",
            "/q/openapi",
            "/q/swagger-ui");

    /** Folders of static files. Each folder has one series for all its files. */
    private static final List<String> FOLDERS = List.of("/client/", "/console/", "/q/swagger-ui/");

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith(PREFIX)) {
            return id;
        }
        Meter.Id bounded = id;
        String uri = id.getTag("uri");
        if (uri != null && !isKnown(uri)) {
            bounded = bounded.withTag(Tag.of("uri", folder(uri)));
        }
        String method = id.getTag("method");
        if (method != null && !METHODS.contains(method)) {
            bounded = bounded.withTag(Tag.of("method", UNKNOWN));
        }
        return bounded;
    }

    /**
     * Returns whether to keep the value. A value that is not a path is one of Quarkus' few constants, such as
     * {@code NOT_FOUND}.
     */
    private static boolean isKnown(String uri) {
        return ROUTES.contains(uri) || !uri.startsWith("/") || uri.equals("/cors-preflight");
    }

    private static String folder(String uri) {
        return FOLDERS.stream()
                .filter(uri::startsWith)
                .findFirst()
                .map(folder -> folder + "*")
                .orElse(UNKNOWN);
    }
}
