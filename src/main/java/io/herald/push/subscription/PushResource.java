package io.herald.push.subscription;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.herald.push.settings.PushSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** REST resource for the key with which browsers subscribe, and for test notifications. */
@Path("/api/v1/push")
@Tag(name = "Push")
@APIResponse(responseCode = "404", ref = "NotFound")
class PushResource {

    private final PushSettings settings;
    private final SubscriptionStore store;

    PushResource(PushSettings settings, SubscriptionStore store) {
        this.settings = settings;
        this.store = store;
    }

    @GET
    @Path("/key")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pushKey",
            summary = "Read the key for new subscriptions",
            description = "The `applicationServerKey` for `PushManager.subscribe()`. If a subscription has another one,"
                    + " subscribe again.")
    @APIResponse(responseCode = "200", ref = "PushKey")
    public byte[] key(@Context RoutingContext routing) {
        Caller.of(routing);
        return new JsonWriter()
                .object()
                .field("key", settings.keys().current().publicKey())
                .endObject()
                .toBytes();
    }

    @POST
    @Path("/test")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "testPush",
            summary = "Send a test notification to all subscriptions of the caller",
            description = "It is stored in no inbox.")
    @APIResponse(responseCode = "202", description = "The pushes are queued.")
    public Uni<RestResponse<Void>> test(@Context RoutingContext routing) {
        String user = Caller.of(routing).id();
        settings.keys();
        return store.test(user).map(queued -> RestResponse.accepted());
    }
}
