package io.herald.ops;

import io.herald.hub.Hub;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.LongAdder;

/**
 * Calls that have an end, unlike streams and sockets, so that the process does not end before them. Who made one over a
 * kept connection during the drain is asked to make the next over another: one that is sent just as the process ends would
 * be lost with the connection.
 */
@ApplicationScoped
class CallsUnderWay {

    private static final int BEFORE_EVERYBODY = Integer.MIN_VALUE;
    private static final String CALLS = "/api/*";
    private static final String STREAM = "/api/v1/stream";

    private final Hub hub;
    private final LongAdder underWay = new LongAdder();

    CallsUnderWay(Hub hub) {
        this.hub = hub;
    }

    void register(@Observes Router router) {
        router.route(CALLS).order(BEFORE_EVERYBODY).handler(this::handle);
    }

    private void handle(RoutingContext routing) {
        if (!routing.normalizedPath().equals(STREAM)) {
            underWay.increment();
            routing.addEndHandler(ended -> underWay.decrement());
            if (hub.isDraining()) {
                routing.response().putHeader("Connection", "close");
            }
        }
        routing.next();
    }

    long count() {
        return underWay.sum();
    }
}
