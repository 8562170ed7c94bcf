package io.herald.ops;

import io.herald.hub.Hub;
import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Calls that have an end, unlike streams and sockets, so that the process does not end before them. Who made one over a
 * kept connection during the drain is asked to make the next over another: one that is sent just as the process ends would
 * be lost with the connection.
 */
@ApplicationScoped
class InFlightCalls {

    private static final int BEFORE_EVERYBODY = Integer.MIN_VALUE;
    private static final String CALLS = "/api/*";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String STREAM = "/api/v1/stream";

    private final Hub hub;
    private final LongAdder underWay = new LongAdder();
    private volatile boolean refusing;

    InFlightCalls(Hub hub) {
        this.hub = hub;
    }

    void register(@Observes Router router) {
        router.route(CALLS).order(BEFORE_EVERYBODY).handler(this::handle);
    }

    private void handle(RoutingContext routing) {
        if (routing.normalizedPath().equals(STREAM)) {
            routing.next();
            return;
        }
        // Counted before it is looked whether it is refused: whoever waits for the last one must not miss it.
        underWay.increment();
        routing.addEndHandler(ended -> underWay.decrement());
        if (hub.isDraining()) {
            routing.response().putHeader("Connection", "close");
        }
        if (refusing) {
            VertxProblems.send(routing, Problem.unavailable("This instance is going away.", RETRY_AFTER));
        } else {
            routing.next();
        }
    }

    /** From now on none is begun. */
    void refuse() {
        refusing = true;
    }

    long count() {
        return underWay.sum();
    }
}
