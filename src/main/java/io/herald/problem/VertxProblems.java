package io.herald.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sends problems from Vert.x routes. Must be called on the request's event loop; never blocks, never throws. */
public final class VertxProblems {
    private VertxProblems() {}

    public static void send(RoutingContext request, Problem problem) {
        send(request.response(), problem);
    }

    /** Sends the problem and ends the response. If the head has been sent already, resets the response instead. */
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
        if (problem.status() == 401) {
            response.putHeader(HttpHeaderNames.WWW_AUTHENTICATE, problem.challenge());
        }
        String wait = problem.retryAfterSeconds();
        if (wait != null) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, wait);
        }
        response.end(Buffer.buffer(problem.json()));
    }
}
