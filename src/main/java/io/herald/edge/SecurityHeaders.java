package io.herald.edge;

import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Adds the headers by which browsers protect their users. The filters that Quarkus configures do the same, but match a pattern for each
 * group of headers against each request.
 */
@ApplicationScoped
class SecurityHeaders {

    /** Also a request that a guard rejects has the headers. */
    private static final int BEFORE_GUARDS = 700;

    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");

    private static final String CONTENT_POLICY = "Content-Security-Policy";
    private static final String WORKER = "/client/herald-worker.js";

    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'%s;"
            + " img-src 'self' data:; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    /** The pages of Swagger UI contain inline scripts and styles. */
    private static final String DOCUMENTS = "default-src 'self'; script-src 'self' 'unsafe-inline';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none';"
            + " form-action 'self'";

    private static final String FEATURES = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";

    private final String pages;

    SecurityHeaders(@All List<PageConnections> connections) {
        String origins = connections.stream()
                .flatMap(page -> page.origins().stream())
                .map(origin -> " " + origin)
                .collect(Collectors.joining());
        this.pages = PAGES.formatted(origins);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, BEFORE_GUARDS);
    }

    void handle(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set(TYPE_OPTIONS, NOSNIFF);
        headers.set(REFERRER_POLICY, NO_REFERRER);
        String path = context.normalizedPath();
        if (path.startsWith("/api/")) {
            // Responses of the API are private to the caller.
            headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        } else if (path.startsWith("/q/swagger-ui")) {
            headers.set(CONTENT_POLICY, DOCUMENTS);
        } else if (!path.equals("/ws") && !path.startsWith("/q/dev")) {
            protectPage(headers, path);
        }
        context.next();
    }

    private void protectPage(MultiMap headers, String path) {
        headers.set(CONTENT_POLICY, pages);
        headers.set("X-Frame-Options", "DENY");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Permissions-Policy", FEATURES);
        // Browsers revalidate pages each time, usually with a 304: an outdated page must not be used with a newer
        // service.
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (path.equals(WORKER)) {
            // Without it, the service worker could be used for pages below /client/ only.
            headers.set("Service-Worker-Allowed", "/");
        }
    }
}
