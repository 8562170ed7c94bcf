package io.herald.ops;

import io.herald.hub.Hub;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Calls are answered to the very end. Who made one over a kept connection is asked to make the next over another: one
 * that is sent just as the process ends would be lost with the connection.
 */
@ApplicationScoped
class LeavingFilter {

    private static final int BEFORE_EVERYBODY = Integer.MIN_VALUE;

    private final Hub hub;

    LeavingFilter(Hub hub) {
        this.hub = hub;
    }

    void register(@Observes Router router) {
        router.route().order(BEFORE_EVERYBODY).handler(this::handle);
    }

    private void handle(RoutingContext routing) {
        if (hub.isDraining() && routing.request().getHeader("Upgrade") == null) {
            routing.response().putHeader("Connection", "close");
        }
        routing.next();
    }
}
