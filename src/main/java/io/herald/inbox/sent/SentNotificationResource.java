package io.herald.inbox.sent;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The REST resource for accepted notifications: reads their delivery facts and withdraws them. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
class SentNotificationResource {

    private final SentNotificationLookup sentNotifications;
    private final DeliveryFacts facts;
    private final WithdrawalService withdrawalService;

    SentNotificationResource(
            SentNotificationLookup sentNotifications, DeliveryFacts facts, WithdrawalService withdrawalService) {
        this.sentNotifications = sentNotifications;
        this.facts = facts;
        this.withdrawalService = withdrawalService;
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "deliveryFacts",
            summary = "Read the delivery facts of a notification",
            description =
                    "Requires the publisher of the notification, or an administrator. The counts are updated every second, so they are approximate.")
    @APIResponse(responseCode = "200", ref = "DeliveryFacts")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> facts(@RestPath String id, @Context RoutingContext routing) {
        return sentNotifications.find(id, Caller.of(routing).requirePublisher()).chain(facts::of);
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "withdraw",
            summary = "Withdraw a notification",
            description = "Cancels a scheduled notification. Removes a sent one from inboxes and replay, and informs"
                    + " connected clients by `notification.withdrawn`.")
    @APIResponse(responseCode = "204", description = "The notification is withdrawn.")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<Void> withdraw(@RestPath String id, @Context RoutingContext routing) {
        return sentNotifications.find(id, Caller.of(routing).requirePublisher()).chain(withdrawalService::withdraw);
    }
}
