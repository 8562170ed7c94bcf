package io.herald.push.subscription;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.push.settings.PushSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** REST resource for the subscriptions of the caller's browsers. */
@Path("/api/v1/push/subscriptions")
@Tag(name = "Push")
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "404", ref = "NotFound")
class SubscriptionResource {

    private final SubscriptionStore store;
    private final SubscriptionReader reader;
    private final PushSettings settings;
    private final RequestBodies bodies;

    SubscriptionResource(
            SubscriptionStore store, SubscriptionReader reader, PushSettings settings, RequestBodies bodies) {
        this.store = store;
        this.reader = reader;
        this.settings = settings;
        this.bodies = bodies;
    }

    @GET
    @Operation(
            operationId = "subscriptions",
            summary = "List the subscriptions of the caller",
            description = "Never returns endpoints or keys.")
    @APIResponse(responseCode = "200", ref = "PushSubscriptions")
    public Uni<byte[]> list(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        settings.keys();
        return store.list(user).map(SubscriptionJson::list);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "subscribe",
            summary = "Add a subscription of the caller",
            description = "The body is `PushSubscription.toJSON()` of the browser, with `device` and `key` if they are"
                    + " known. The same endpoint returns the same id. A subscription of another user with this endpoint"
                    + " moves to the caller. Beyond `herald.push.subscriptions-per-user`, the oldest is deleted.")
    @RequestBody(ref = "PushSubscription")
    @APIResponse(responseCode = "200", ref = "PushSubscriptionId")
    public Uni<byte[]> put(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        settings.keys();
        return bodies.use(routing, body -> store.put(user, reader.read(body))).map(SubscriptionJson::id);
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "unsubscribe", summary = "Delete a subscription of the caller")
    @APIResponse(responseCode = "204", description = "The subscription is deleted.")
    public Uni<Void> delete(@RestPath String id, @Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        settings.keys();
        return store.delete(user, uuid(id)).map(found -> {
            if (!found) {
                throw notFound();
            }
            return null;
        });
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException noId) {
            throw notFound();
        }
    }

    private static ProblemException notFound() {
        return Problem.notFound("You have no such subscription.").asException();
    }
}
