package io.herald.publish;

import io.herald.problem.Problem;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Rejects requests with an empty idempotency key. Such a key was lost before the request arrived, but its sender relies on it.
 * A resource method would receive it as null and execute the call without a key.
 */
class EmptyIdempotencyKeyFilter {

    @ServerRequestFilter
    public void refuse(RoutingContext routing) {
        String key = routing.request().getHeader(IdempotencyKeyHeader.NAME);
        if (key != null && key.isEmpty()) {
            throw Problem.invalid(IdempotencyKeyHeader.NAME, IdempotencyKeyHeader.EXPECTED)
                    .asException();
        }
    }
}
