package io.herald.publish;

import io.herald.access.Caller;
import io.herald.access.Limits;
import io.herald.json.JsonWriter;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Where other services send notifications. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
class NotificationResource {

    private final Publisher publisher;
    private final Limits limits;

    NotificationResource(Publisher publisher, Limits limits) {
        this.publisher = publisher;
        this.limits = limits;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "publish",
            summary = "Send a notification",
            description = "To named users, a room or everyone. The answer 202 means that it is in the log: it will be "
                    + "delivered to whoever is connected, and replayed to whoever comes back.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NotificationDocument.class),
                            examples = {
                                @ExampleObject(name = "To a user", value = NotificationDocument.TO_A_USER),
                                @ExampleObject(name = "To a room", value = NotificationDocument.TO_A_ROOM),
                                @ExampleObject(name = "To everyone", value = NotificationDocument.TO_EVERYONE)
                            }))
    @APIResponse(
            responseCode = "202",
            description = "It is in the log.",
            content =
                    @Content(
                            schema = @Schema(implementation = NotificationDocument.Accepted.class),
                            examples = @ExampleObject(value = NotificationDocument.ACCEPTED)))
    public Uni<RestResponse<byte[]>> publish(byte[] body, @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        caller.requirePublisher();
        limits.takePublish(caller, 1);
        return publisher.publish(NotificationReader.read(body), caller.id()).map(NotificationResource::accepted);
    }

    private static RestResponse<byte[]> accepted(String id) {
        byte[] answer = new JsonWriter()
                .object()
                .field("id", id)
                .field("duplicate", false)
                .endObject()
                .toBytes();
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, answer)
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}
