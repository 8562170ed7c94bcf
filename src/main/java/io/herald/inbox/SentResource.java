package io.herald.inbox;

import io.herald.access.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Notifications after they were sent. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
class SentResource {

    private static final String FACTS = """
            {"id":"019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f","acceptedAt":"2026-11-20T15:00:00.123Z","state":"sent",
             "recipients":3,"delivered":2,"read":1,"escalated":false}""";

    private final Sent sent;
    private final SentFacts facts;
    private final TakingBack takingBack;

    SentResource(Sent sent, SentFacts facts, TakingBack takingBack) {
        this.sent = sent;
        this.facts = facts;
        this.takingBack = takingBack;
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "deliveryFacts",
            summary = "Look what became of a notification",
            description = "For who sent it. The counts are written down each second, so they are approximate.")
    @APIResponse(
            responseCode = "200",
            description = "Recipients, connections that it was delivered to, and how many have read it.",
            content = @Content(examples = @ExampleObject(value = FACTS)))
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> facts(@RestPath String id, @Context RoutingContext routing) {
        return sent.find(id, Caller.of(routing).requirePublisher()).chain(facts::of);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            operationId = "withdraw",
            summary = "Take a notification back",
            description = "One that is scheduled is not sent. Of one that was sent, connected clients are told by "
                    + "`notification.withdrawn`, and it is taken out of inboxes and replay.")
    @APIResponse(responseCode = "204", description = "It is taken back.")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<Void> withdraw(@RestPath String id, @Context RoutingContext routing) {
        return sent.find(id, Caller.of(routing).requirePublisher()).chain(takingBack::withdraw);
    }
}
