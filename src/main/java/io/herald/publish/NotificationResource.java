package io.herald.publish;

import io.herald.access.Caller;
import io.herald.access.Limits;
import io.herald.access.RequestBodies;
import io.herald.json.JsonWriter;
import io.herald.problem.Problem;
import io.herald.publish.Outcome.Accepted;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Where other services send notifications. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
class NotificationResource {

    private final Publisher publisher;
    private final NotificationReader reader;
    private final Batch batch;
    private final Limits limits;
    private final RequestBodies bodies;

    NotificationResource(
            Publisher publisher, NotificationReader reader, Batch batch, Limits limits, RequestBodies bodies) {
        this.publisher = publisher;
        this.reader = reader;
        this.batch = batch;
        this.limits = limits;
        this.bodies = bodies;
    }

    @POST
    @ResponseStatus(202)
    @Consumes({MediaType.APPLICATION_JSON, CloudEvent.MEDIA_TYPE})
    @Operation(
            operationId = "publish",
            summary = "Send a notification",
            description = "To named users, a room or everyone. The answer 202 means that it is in the log: it will be "
                    + "delivered to whoever is connected, replayed to whoever comes back, and kept in the inbox. A call "
                    + "that failed may have reached some of many recipients: the same with the same key completes it, "
                    + "and repeats nothing.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = NotificationDocument.class),
                        examples = {
                            @ExampleObject(name = "To a user", value = NotificationDocument.TO_A_USER),
                            @ExampleObject(name = "To a room", value = NotificationDocument.TO_A_ROOM),
                            @ExampleObject(name = "To everyone", value = NotificationDocument.TO_EVERYONE)
                        }),
                @Content(
                        mediaType = CloudEvent.MEDIA_TYPE,
                        schema = @Schema(type = SchemaType.OBJECT),
                        examples = @ExampleObject(name = "CloudEvent", value = NotificationDocument.CLOUD_EVENT))
            })
    @APIResponse(
            responseCode = "202",
            description = "It is in the log.",
            content =
                    @Content(
                            schema = @Schema(implementation = NotificationDocument.Accepted.class),
                            examples = @ExampleObject(value = NotificationDocument.ACCEPTED)))
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<byte[]> publish(
            @HeaderParam(IdempotencyKey.HEADER)
                    @Parameter(
                            description = "Within 24 hours, the same key of the same sender is the same notification: "
                                    + "it gets the first answer, and is sent once.",
                            example = "order-4711-shipped")
                    @Nullable
                    String key,
            @HeaderParam("Content-Type") @Nullable String type,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing).requirePublisher();
        limits.takePublish(caller, 1);
        return bodies.read(routing)
                .map(body -> BodyType.is(type, CloudEvent.MEDIA_TYPE)
                        ? CloudEvent.read(body, key, caller.id(), reader)
                        : Publication.read(body, key, caller.id(), reader))
                .chain(publisher::publish)
                .map(NotificationResource::json);
    }

    private static byte[] json(Accepted accepted) {
        return new JsonWriter()
                .object()
                .field("id", accepted.id())
                .field("duplicate", accepted.duplicate())
                .endObject()
                .toBytes();
    }

    @POST
    @Path("/batch")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "publishBatch",
            summary = "Send many notifications",
            description =
                    "Up to 1,000 in 4 MiB, each judged for itself and each with a key of its own if it likes. The "
                            + "answers are in the order of the items.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.ARRAY,
                                            maxItems = Batch.MOST,
                                            implementation = NotificationDocument.class),
                            examples = @ExampleObject(value = NotificationDocument.BATCH)))
    @APIResponse(
            responseCode = "200",
            description = "What became of each.",
            content = @Content(examples = @ExampleObject(value = NotificationDocument.BATCH_ANSWER)))
    @APIResponse(responseCode = "403", ref = "Forbidden")
    public Uni<byte[]> publishBatch(
            @HeaderParam(IdempotencyKey.HEADER) @Parameter(hidden = true) @Nullable String key,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing).requirePublisher();
        if (key != null) {
            throw Problem.invalid(IdempotencyKey.HEADER, "is for single notifications; here each item has its own")
                    .asException();
        }
        return bodies.read(routing)
                .chain(body -> batch.publish(body, caller.id(), items -> limits.takePublish(caller, items)));
    }
}
