package io.herald.problem;

import io.vertx.ext.web.RoutingContext;

/**
 * For a transport that must not tell what is temporary by a status: EventSource gives up for good at any status but 200. A bean of this
 * type is asked first where a 429 or 503 would be sent before the transport itself was reached, say by authentication.
 *
 * <p>Called on the request's event loop; must not block.
 */
public interface TemporaryRefusalHandler {
    /** Answers and ends the response, or does nothing and returns false if the request is not of this transport. */
    boolean answer(RoutingContext request, Problem problem);
}
