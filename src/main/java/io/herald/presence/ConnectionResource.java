package io.herald.presence;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.json.JsonFields;
import io.herald.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** REST resource with which the client of a stream reports whether a person sees it. */
@Path("/api/v1/connections/{connection}")
@Tag(name = "Streams")
class ConnectionResource {

    private final Visibility visibility;
    private final RequestBodies bodies;

    ConnectionResource(Visibility visibility, RequestBodies bodies) {
        this.visibility = visibility;
        this.bodies = bodies;
    }

    @POST
    @Path("/visibility")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setVisible",
            summary = "Mark a stream of the caller as visible or not",
            description =
                    "The path contains the `connection` of the `ready` of the stream. Until this call, a stream counts as"
                            + " not visible. A WebSocket client sends `session.visible` instead.")
    @RequestBody(ref = "Visibility")
    @APIResponse(responseCode = "204", description = "The visibility is recorded.")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<Void> setVisible(@RestPath String connection, @Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        return bodies.use(routing, body -> visibility.set(user, connection, visible(body)));
    }

    private static boolean visible(byte[] body) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(body));
        if (!jsonFields.has("visible")) {
            jsonFields.addViolation("visible", "is required");
        }
        boolean visible = jsonFields.flag("visible", false);
        jsonFields.throwIfInvalid();
        return visible;
    }
}
