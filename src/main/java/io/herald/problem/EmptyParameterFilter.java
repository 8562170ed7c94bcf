package io.herald.problem;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Rejects empty query parameters of paged endpoints. Quarkus REST treats an empty parameter as missing, so a client that lost
 * the position of its next page would read the first page repeatedly.
 */
class EmptyParameterFilter {

    private static final List<String> PARAMETERS = List.of("after", "before", "category", "limit", "status");

    @ServerRequestFilter
    public void reject(ContainerRequestContext request, RoutingContext routing) {
        if (routing.request().query() == null) {
            return;
        }
        MultivaluedMap<String, String> query = request.getUriInfo().getQueryParameters();
        List<Violation> empty = PARAMETERS.stream()
                .filter(name -> query.getOrDefault(name, List.of()).contains(""))
                .map(name -> new Violation(name, "must not be empty"))
                .toList();
        if (!empty.isEmpty()) {
            throw Problem.invalid(empty).asException();
        }
    }
}
