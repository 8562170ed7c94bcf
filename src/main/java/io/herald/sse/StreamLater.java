package io.herald.sse;

import io.herald.hub.Refusals;
import io.herald.hub.Refusals.Reason;
import io.herald.hub.StreamConfig;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import io.herald.problem.TemporaryAnswer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What is refused for a while before the stream is reached, by authentication say, is not told by a status either. */
@ApplicationScoped
class StreamLater implements TemporaryAnswer {

    private final StreamConfig config;
    private final StreamHeartbeats heartbeats;
    private final Refusals refusals;

    StreamLater(StreamConfig config, StreamHeartbeats heartbeats, Refusals refusals) {
        this.config = config;
        this.heartbeats = heartbeats;
        this.refusals = refusals;
    }

    @Override
    public boolean answer(RoutingContext request, Problem problem) {
        if (!request.normalizedPath().equals(StreamRoute.PATH)) {
            return false;
        }
        Stream stream = new Stream(config, heartbeats, List.of());
        stream.open(StreamRoute.wire(request, stream));
        Reason reason = problem.status() == 429 ? Reason.OVERLOAD : Reason.UNAVAILABLE;
        refusals.count(Transport.SSE, reason);
        stream.refuse(reason);
        return true;
    }
}
