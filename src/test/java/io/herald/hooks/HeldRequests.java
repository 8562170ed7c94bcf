package io.herald.hooks;

import io.herald.testing.TestPushService;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;

/** Does not answer until it is released. It then accepts what it has held and what follows. Thread-safe. */
final class HeldRequests implements TestPushService.Behavior {

    private static final int ACCEPTED = 204;

    private final List<HttpServerRequest> held = new ArrayList<>();
    private boolean isReleased;

    @Override
    public synchronized void handle(HttpServerRequest request) {
        if (isReleased) {
            accept(request);
        } else {
            held.add(request);
        }
    }

    private void accept(HttpServerRequest request) {
        if (!request.response().closed()) {
            request.response().setStatusCode(ACCEPTED).end();
        }
    }

    synchronized void release() {
        isReleased = true;
        held.forEach(this::accept);
    }
}
