package io.herald.ops.drain;

import io.herald.hub.Hub;
import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.herald.vertx.ClosingConnection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts REST calls in progress, so that the process does not exit before they are answered. Streams and sockets are not
 * counted, because they do not end by themselves. During the drain, responses carry {@code Connection: close}: a request
 * sent on a kept-alive connection while the process exits would be lost.
 */
@ApplicationScoped
class InFlightCalls {

    private static final int FIRST = Integer.MIN_VALUE;
    private static final String CALLS = "/api/*";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String STREAM = "/api/v1/stream";

    private final Hub hub;
    private final LongAdder inProgress = new LongAdder();
    private volatile boolean refusing;

    InFlightCalls(Hub hub) {
        this.hub = hub;
    }

    void register(@Observes Router router) {
        router.route(CALLS).order(FIRST).handler(this::handle);
    }

    private void handle(RoutingContext routing) {
        if (routing.normalizedPath().equals(STREAM)) {
            routing.next();
            return;
        }
        // Increments before it checks whether to refuse: otherwise the drain could read a count of 0 while a call
        // passes
        // the check.
        inProgress.increment();
        routing.addEndHandler(ended -> inProgress.decrement());
        if (hub.isDraining()) {
            ClosingConnection.announce(routing.request());
        }
        if (refusing) {
            VertxProblems.send(
                    routing, Problem.unavailable("This instance is shutting down. Repeat the call.", RETRY_AFTER));
        } else {
            routing.next();
        }
    }

    /** Rejects further calls with 503. */
    void refuse() {
        refusing = true;
    }

    /** Returns the number of calls in progress. */
    long count() {
        return inProgress.sum();
    }
}
