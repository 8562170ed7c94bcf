package io.herald.ops.warmup;

import io.herald.access.Caller;
import io.herald.publish.IdempotencyKeyHeader;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Takes the calls of the warm-up. They have a path of their own, so that metrics and traces leave them out by configuration. For
 * all other callers the resource does not exist.
 */
@Path(WarmUpResource.PATH)
class WarmUpResource {

    static final String PATH = "/api/v1/warm-up";

    private final WarmUp warmUp;

    WarmUpResource(WarmUp warmUp) {
        this.warmUp = warmUp;
    }

    @POST
    @ResponseStatus(202)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<byte[]> publish(
            @HeaderParam(IdempotencyKeyHeader.NAME) @Nullable String key,
            @HeaderParam("Content-Type") @Nullable String type,
            @Context RoutingContext routing) {
        return warmUp.callFor(Caller.of(routing)).publish(key, type, routing);
    }
}
