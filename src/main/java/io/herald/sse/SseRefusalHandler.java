package io.herald.sse;

import io.herald.hub.ConnectRefusals;
import io.herald.hub.StreamConfig;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import io.herald.problem.TemporaryRefusalHandler;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Answers temporary failures that occur before {@link SseRoute} is reached, for example in authentication. Sends them as
 * `unavailable` frames instead of a status, as the route itself does.
 */
@ApplicationScoped
class SseRefusalHandler implements TemporaryRefusalHandler {

    private final StreamConfig config;
    private final StreamHeartbeats heartbeats;
    private final ConnectRefusals connectRefusals;

    SseRefusalHandler(StreamConfig config, StreamHeartbeats heartbeats, ConnectRefusals connectRefusals) {
        this.config = config;
        this.heartbeats = heartbeats;
        this.connectRefusals = connectRefusals;
    }

    @Override
    public boolean answer(RoutingContext request, Problem problem) {
        if (!request.normalizedPath().equals(SseRoute.PATH)) {
            return false;
        }
        SseConnection sseConnection = new SseConnection(config, heartbeats, List.of());
        sseConnection.open(SseRoute.wire(request, sseConnection));
        RefusalReason reason = problem.status() == 429 ? RefusalReason.OVERLOAD : RefusalReason.UNAVAILABLE;
        connectRefusals.count(Transport.SSE, reason);
        sseConnection.refuse(reason);
        return true;
    }
}
