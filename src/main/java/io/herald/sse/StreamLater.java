package io.herald.sse;

import io.herald.hub.StreamConfig;
import io.herald.problem.Problem;
import io.herald.problem.TemporaryAnswer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What is refused for a while before the stream is reached, by authentication say, is not told by a status either. */
@ApplicationScoped
class StreamLater implements TemporaryAnswer {

    private final StreamConfig config;

    StreamLater(StreamConfig config) {
        this.config = config;
    }

    @Override
    public boolean answer(RoutingContext request, Problem problem) {
        if (!request.normalizedPath().equals(StreamRoute.PATH)) {
            return false;
        }
        Stream stream = new Stream(config, List.of());
        stream.open(StreamRoute.wire(request, stream));
        stream.refuse(problem.status() == 429 ? "overload" : "unavailable");
        return true;
    }
}
