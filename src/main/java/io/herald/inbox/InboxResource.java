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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
            summary = "Read your inbox",
            description = "Newest first, in the order of the log. Where there is more, pass `next` as `before`.")
    @APIResponse(
            responseCode = "200",
            description = "A page, and how many are unread in all.",
            content = @Content(examples = @ExampleObject(value = InboxDocument.PAGE)))
    public Uni<byte[]> page(
            @RestQuery
                    @Schema(
                            enumeration = {"unread", "read", "archived", "all"},
                            defaultValue = "all")
                    @Nullable
                    String status,
            @RestQuery @Nullable String category,
            @RestQuery @DefaultValue("50") @Schema(minimum = "1", maximum = "200") String limit,
            @RestQuery @Parameter(description = "The `next` of the page before, or the id of a notification.") @Nullable
                    String before,
            @Context RoutingContext routing) {
        // Quarkus REST passes an empty parameter as a missing one.
        String given = "".equals(routing.request().getParam("status")) ? "" : status;
        InboxWish wish = InboxWish.of(given, category, limit, before);
        return pages.page(Caller.of(routing).id(), wish);
    }

    @GET
    @Path("/unread")
    @Operation(operationId = "unread", summary = "Count what is unread")
    @APIResponse(
            responseCode = "200",
            description = "In all, and by category.",
            content = @Content(examples = @ExampleObject(value = InboxDocument.UNREAD)))
    public Uni<byte[]> unread(@Context RoutingContext routing) {
        return pages.unreadByCategory(Caller.of(routing).id());
    }
}
