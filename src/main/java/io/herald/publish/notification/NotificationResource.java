package io.herald.publish.notification;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.json.JsonWriter;
import io.herald.limits.Limits;
import io.herald.problem.Problem;
import io.herald.publish.ContentType;
import io.herald.publish.IdempotencyKeyHeader;
import io.herald.publish.notification.PublishResult.Accepted;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** REST resource through which other services send notifications. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
@Produces(MediaType.APPLICATION_JSON)
class NotificationResource {

    private final Publisher publisher;
    private final NotificationReader reader;
    private final NotificationBatch notificationBatch;
    private final Limits limits;
    private final RequestBodies bodies;

    NotificationResource(
            Publisher publisher,
            NotificationReader reader,
            NotificationBatch notificationBatch,
            Limits limits,
            RequestBodies bodies) {
        this.publisher = publisher;
        this.reader = reader;
        this.notificationBatch = notificationBatch;
        this.limits = limits;
        this.bodies = bodies;
    }

    @POST
    @ResponseStatus(202)
    @Consumes({MediaType.APPLICATION_JSON, CloudEvent.MEDIA_TYPE})
    @Operation(
            operationId = "publish",
            summary = "Send a notification",
            description = "Sends it to users, a room or everyone. A 202 means that the notification is in the log: the"
                    + " service delivers it to connected clients, replays it to those that return, and stores it"
                    + " in inboxes. A failed call may have reached some of many recipients. The same call with the"
                    + " same key completes it without duplicates. CloudEvents 1.0 are accepted in structured mode, and in"
                    + " binary mode with the headers `ce-specversion`, `ce-id`, `ce-source`, `ce-type` and `ce-time`,"
                    + " which may be percent-encoded.")
    @RequestBody(ref = "Notification")
    @APIResponse(responseCode = "202", ref = "NotificationAccepted")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<byte[]> publish(
            @HeaderParam(IdempotencyKeyHeader.NAME)
                    @Parameter(
                            description =
                                    "Within 24 hours, a call of the same sender with the same key returns the first"
                                            + " answer and sends nothing. A CloudEvent has its own key and is rejected with"
                                            + " this header.")
                    @Nullable
                    String key,
            @HeaderParam("Content-Type") @Nullable String type,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing).requirePublisher();
        limits.acquirePublish(caller.id(), 1);
        return bodies.use(
                        routing,
                        body -> publisher.publish(read(routing.request().headers(), body, key, type, caller)))
                .map(NotificationResource::json);
    }

    private Notification read(
            MultiMap headers, byte[] body, @Nullable String key, @Nullable String type, Caller caller) {
        if (ContentType.is(type, CloudEvent.MEDIA_TYPE)) {
            return CloudEvent.read(body, key, caller.id(), reader);
        }
        return CloudEventHeaders.arePresent(headers)
                ? CloudEventHeaders.read(headers, body, key, caller.id(), reader)
                : reader.read(body, key, caller.id());
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
            description = "Accepts up to 1,000 notifications in 4 MiB. An invalid one fails alone.")
    @RequestBody(ref = "Batch")
    @APIResponse(responseCode = "200", ref = "BatchOutcomes")
    public Uni<byte[]> publishBatch(
            @HeaderParam(IdempotencyKeyHeader.NAME) @Parameter(hidden = true) @Nullable String key,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing).requirePublisher();
        if (key != null) {
            throw Problem.invalid(
                            IdempotencyKeyHeader.NAME, "must not be sent with a batch: set idempotencyKey of each item")
                    .asException();
        }
        return bodies.use(
                routing,
                body -> notificationBatch.publish(
                        body, caller.id(), items -> limits.acquirePublish(caller.id(), items)));
    }
}
