package io.herald.inbox.preferences;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.preferences.NotificationPreferences;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The REST resource for the notification preferences of the caller. */
@Path("/api/v1/inbox/preferences")
@Tag(name = "Inbox")
@Produces(MediaType.APPLICATION_JSON)
class PreferenceResource {

    private final PreferenceStore preferences;
    private final RequestBodies bodies;

    PreferenceResource(PreferenceStore preferences, RequestBodies bodies) {
        this.preferences = preferences;
        this.bodies = bodies;
    }

    @GET
    @Operation(operationId = "preferences", summary = "Read the preferences of the caller")
    @APIResponse(responseCode = "200", ref = "Preferences")
    public Uni<byte[]> preferences(@Context RoutingContext routing) {
        return preferences.of(Caller.of(routing).id());
    }

    @PUT
    @Operation(
            operationId = "setPreferences",
            summary = "Replace the preferences of the caller",
            description = "Critical notifications override them.")
    @RequestBody(ref = "Preferences")
    @APIResponse(responseCode = "200", ref = "Preferences")
    public Uni<byte[]> setPreferences(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        return bodies.use(routing, body -> preferences.put(user, NotificationPreferences.read(body)));
    }
}
