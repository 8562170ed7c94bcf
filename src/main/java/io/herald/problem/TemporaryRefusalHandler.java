package io.herald.problem;

import io.vertx.ext.web.RoutingContext;

/**
 * Answers temporary failures for a transport that cannot use an error status: an EventSource gives up permanently at any
 * status but 200. If a request fails with 429 or 503 before it reaches its transport, for example in authentication, the beans
 * of this type are called until one of them answers. Otherwise the problem is sent.
 *
 * <p>Called on the request's event loop; must not block.
 */
public interface TemporaryRefusalHandler {
    /** Ends the response and returns true, or returns false without any action if another transport serves the request. */
    boolean answer(RoutingContext request, Problem problem);
}
