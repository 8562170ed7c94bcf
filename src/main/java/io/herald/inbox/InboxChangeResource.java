package io.herald.inbox;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The REST resource that changes the inbox of the caller. */
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
            summary = "Mark notifications as read",
            description = "Marks all without a body, all up to one, or all of a category.")
    @RequestBody(ref = "ReadSelection")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> readAll(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        return bodies.use(routing, body -> readAll(user, body)).map(InboxChangeResource::json);
    }

    private Uni<InboxChange> readAll(String user, byte[] body) {
        if (body.length == 0) {
            return inbox.readAll(user);
        }
        JsonFields jsonFields = JsonFields.of(StrictJson.read(body));
        String upTo = jsonFields.text("upTo", LONGEST);
        String category = jsonFields.parsed("category", InboxChangeResource::category);
        if (upTo != null && category != null) {
            jsonFields.addViolation("upTo", "must not be combined with category");
        }
        jsonFields.throwIfInvalid();
        if (upTo != null) {
            return inbox.readUpTo(user, upTo);
        }
        return category != null ? inbox.readCategory(user, category) : inbox.readAll(user);
    }

    @POST
    @Path("/{id}/read")
    @Operation(operationId = "read", summary = "Mark a notification as read")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> read(@RestPath String id, @Context RoutingContext routing) {
        return change(id, ItemTransition.READ, routing);
    }

    @POST
    @Path("/{id}/unread")
    @Operation(
            operationId = "markUnread",
            summary = "Mark a notification as unread",
            description = "Returns an archived one to the inbox.")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> unreadAgain(@RestPath String id, @Context RoutingContext routing) {
        return change(id, ItemTransition.UNREAD, routing);
    }

    @POST
    @Path("/{id}/archive")
    @Operation(
            operationId = "archive",
            summary = "Archive a notification",
            description = "An archived notification is not unread.")
    @APIResponse(responseCode = "200", ref = "InboxChanged")
    public Uni<byte[]> archive(@RestPath String id, @Context RoutingContext routing) {
        return change(id, ItemTransition.ARCHIVED, routing);
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "deleteFromInbox",
            summary = "Delete a notification from the inbox",
            description = "It never reappears.")
    @APIResponse(responseCode = "204", description = "The notification is deleted.")
    public Uni<Void> delete(@RestPath String id, @Context RoutingContext routing) {
        return inbox.change(Caller.of(routing).id(), id, ItemTransition.DELETED).replaceWithVoid();
    }

    private static String category(String text) {
        if (!NameSyntax.isEventName(text)) {
            throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return text;
    }

    private Uni<byte[]> change(String id, ItemTransition itemTransition, RoutingContext routing) {
        return inbox.change(Caller.of(routing).id(), id, itemTransition).map(InboxChangeResource::json);
    }

    private static byte[] json(InboxChange changed) {
        return new JsonWriter()
                .object()
                .field("unread", changed.unread())
                .field("version", changed.version())
                .endObject()
                .toBytes();
    }
}
