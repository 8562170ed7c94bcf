package io.herald.console;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves the settings of the console at {@code /console/settings.json}, to any caller, and lets the page connect to the provider of
 * its sign-in.
 */
@Singleton
final class ConsoleSettingsRoute {

    private static final String POLICY = "Content-Security-Policy";
    private static final String CONNECT = "connect-src 'self'";

    /** Runs after the filters of the configuration, which set the policy, and before the files of the page. */
    private static final int AFTER_FILTERS = -1_000;

    private final OidcSettings settings;

    ConsoleSettingsRoute(OidcSettings settings) {
        this.settings = settings;
    }

    void register(@Observes Router router) {
        Buffer json = Buffer.buffer(settings.json());
        router.route(HttpMethod.GET, "/console/settings.json")
                .handler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(json));
        if (settings.isEnabled()) {
            String allowed = CONNECT + " " + String.join(" ", settings.origins());
            router.route("/").order(AFTER_FILTERS).handler(page -> allow(page, allowed));
            router.route("/index.html").order(AFTER_FILTERS).handler(page -> allow(page, allowed));
        }
    }

    private static void allow(RoutingContext page, String allowed) {
        MultiMap headers = page.response().headers();
        String policy = headers.get(POLICY);
        if (policy != null) {
            headers.set(POLICY, policy.replace(CONNECT, allowed));
        }
        page.next();
    }
}
