package io.herald.inbox;

import io.herald.access.Caller;
import io.herald.access.RequestBodies;
import io.herald.event.Names;
import io.herald.inbox.Inbox.Changed;
import io.herald.json.Fields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
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
import org.jboss.resteasy.reactive.RestPath;

/** What callers make of their own inbox. */
@Path("/api/v1/inbox")
@Tag(name = "Inbox")
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "404", ref = "NotFound")
class InboxChangeResource {

    private static final int LONGEST = 200;

    private final Inbox inbox;
    private final RequestBodies bodies;

    InboxChangeResource(Inbox inbox, RequestBodies bodies) {
        this.inbox = inbox;
        this.bodies = bodies;
    }

    @POST
    @Path("/read")
    @Operation(
            operationId = "readAll",
            summary = "Mark as read",
            description = "All; or all up to a notification and with it; or all of a category.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT),
                            examples = {
                                @ExampleObject(name = "All", value = "{}"),
                                @ExampleObject(name = "Up to one", value = InboxDocument.UP_TO),
                                @ExampleObject(name = "A category", value = "{\"category\":\"orders\"}")
                            }))
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> readAll(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        return bodies.read(routing).chain(body -> readAll(user, body)).map(InboxChangeResource::json);
    }

    private Uni<Changed> readAll(String user, byte[] body) {
        if (body.length == 0) {
            return inbox.readAll(user);
        }
        Fields fields = Fields.of(StrictJson.read(body));
        String upTo = fields.text("upTo", LONGEST);
        String category = fields.parsed("category", InboxChangeResource::category);
        if (upTo != null && category != null) {
            fields.refuse("upTo", "goes without category");
        }
        fields.finish();
        if (upTo != null) {
            return inbox.readUpTo(user, upTo);
        }
        return category != null ? inbox.readCategory(user, category) : inbox.readAll(user);
    }

    @POST
    @Path("/{id}/read")
    @Operation(operationId = "read", summary = "Mark one as read")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> read(@RestPath String id, @Context RoutingContext routing) {
        return change(id, Become.READ, routing);
    }

    @POST
    @Path("/{id}/unread")
    @Operation(operationId = "markUnread", summary = "Mark one as unread", description = "Also one that is archived.")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> unreadAgain(@RestPath String id, @Context RoutingContext routing) {
        return change(id, Become.UNREAD, routing);
    }

    @POST
    @Path("/{id}/archive")
    @Operation(operationId = "archive", summary = "Archive one", description = "It does not count as unread any more.")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> archive(@RestPath String id, @Context RoutingContext routing) {
        return change(id, Become.ARCHIVED, routing);
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteFromInbox", summary = "Delete one", description = "It never comes back.")
    @APIResponse(responseCode = "204", description = "It is gone.")
    public Uni<Void> delete(@RestPath String id, @Context RoutingContext routing) {
        return inbox.change(Caller.of(routing).id(), id, Become.DELETED).replaceWithVoid();
    }

    private static String category(String text) {
        if (!Names.isEventName(text)) {
            throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return text;
    }

    private Uni<byte[]> change(String id, Become become, RoutingContext routing) {
        return inbox.change(Caller.of(routing).id(), id, become).map(InboxChangeResource::json);
    }

    private static byte[] json(Changed changed) {
        return new JsonWriter()
                .object()
                .field("unread", changed.unread())
                .field("version", changed.version())
                .endObject()
                .toBytes();
    }
}
