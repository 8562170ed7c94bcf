package io.herald.inbox;

import io.herald.access.Caller;
import io.herald.access.Reception;
import io.herald.access.RequestBodies;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the caller wants to be spared. */
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
    @Operation(operationId = "preferences", summary = "Read your preferences")
    @APIResponse(
            responseCode = "200",
            description = "Categories that are not pushed, and quiet hours.",
            content = @Content(examples = @ExampleObject(value = InboxDocument.PREFERENCES)))
    public Uni<byte[]> preferences(@Context RoutingContext routing) {
        return preferences.of(Caller.of(routing).id());
    }

    @PUT
    @Operation(
            operationId = "setPreferences",
            summary = "Set your preferences",
            description =
                    "Of a category, `push` is the default, `inboxOnly` is kept and not pushed, `mute` neither. In "
                            + "quiet hours notifications are kept, and pushed when they end. Critical ones go through.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = @ExampleObject(value = InboxDocument.PREFERENCES)))
    @APIResponse(
            responseCode = "200",
            description = "As they are now.",
            content = @Content(examples = @ExampleObject(value = InboxDocument.PREFERENCES)))
    public Uni<byte[]> setPreferences(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        return bodies.read(routing).map(Reception::read).chain(reception -> preferences.put(user, reception));
    }
}
