package io.herald.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Problems for routes below JAX-RS. Must be called on the request's event loop; never blocks, never throws. */
public final class VertxProblems {
    private VertxProblems() {}

    public static void send(RoutingContext request, Problem problem) {
        send(request.response(), problem);
    }

    /** Writes and ends the response, unless it has begun: what has begun cannot become an error any more and is cut instead. */
    public static void send(HttpServerResponse response, Problem problem) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.setStatusCode(problem.status());
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.putHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (problem.status() == 401 && !response.headers().contains(HttpHeaderNames.WWW_AUTHENTICATE)) {
            response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, Problem.INVALID_TOKEN);
        }
        String wait = problem.retryAfterSeconds();
        if (wait != null) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, wait);
        }
        response.end(Buffer.buffer(problem.json()));
    }
}
