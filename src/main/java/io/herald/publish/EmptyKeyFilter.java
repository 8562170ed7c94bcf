package io.herald.publish;

import io.herald.problem.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** A key that is empty got lost on the way to us, and its sender counts on it; a resource is given it as if there were none. */
class EmptyKeyFilter {

    @ServerRequestFilter
    public void refuse(ContainerRequestContext request) {
        String key = request.getHeaderString(IdempotencyKey.HEADER);
        if (key != null && key.isEmpty()) {
            throw Problem.invalid(IdempotencyKey.HEADER, IdempotencyKey.EXPECTED)
                    .asException();
        }
    }
}
