package io.herald.inbox;

import io.herald.access.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What is in the caller's own inbox. */
@Path("/api/v1/inbox")
@Tag(name = "Inbox")
@Produces(MediaType.APPLICATION_JSON)
class InboxResource {

    private final InboxPages pages;

    InboxResource(InboxPages pages) {
        this.pages = pages;
    }

    @GET
    @Operation(
            operationId = "inbox",
            summary = "Read the inbox of the caller",
            description =
                    "Returns the newest notifications first, in the order of the log. Pass `next` as `before` to get"
                            + " the next page.")
    @APIResponse(responseCode = "200", ref = "InboxPage")
    public Uni<byte[]> page(
            @RestQuery
                    @Schema(
                            enumeration = {"unread", "read", "archived", "all"},
                            defaultValue = "all")
                    @Nullable
                    String status,
            @RestQuery @Nullable String category,
            @RestQuery @DefaultValue("50") String limit,
            @RestQuery @Nullable String before,
            @Context RoutingContext routing) {
        InboxPageRequest wish = InboxPageRequest.of(status, category, limit, before);
        return pages.page(Caller.of(routing).id(), wish);
    }

    @GET
    @Path("/unread")
    @Operation(operationId = "unread", summary = "Count the unread notifications of the caller")
    @APIResponse(responseCode = "200", ref = "UnreadCounts")
    public Uni<byte[]> unread(@Context RoutingContext routing) {
        return pages.unreadByCategory(Caller.of(routing).id());
    }
}
