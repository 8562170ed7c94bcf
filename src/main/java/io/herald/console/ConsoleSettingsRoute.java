package io.herald.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Serves the settings of the console at {@code /console/settings.json}, to any caller. */
@Singleton
final class ConsoleSettingsRoute {

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
    }
}
