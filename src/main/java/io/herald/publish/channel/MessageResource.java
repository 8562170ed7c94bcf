package io.herald.publish.channel;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.limits.Limits;
import io.herald.problem.Problem;
import io.herald.publish.IdempotencyKeyHeader;
import io.herald.publish.TimeBudget;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** REST resource for the message commands of the WebSocket, for clients whose network does not allow an upgrade. */
@Path("/api/v1/rooms/{room}/messages")
@Tag(name = "Rooms")
@Produces(MediaType.APPLICATION_JSON)
class MessageResource {

    private static final String KEY =
            "Repeated calls of the same user with the same key are executed once. The `id` of a "
                    + "WebSocket command is such a key.";

    private final SendAuthorizer sendAuthorizer;
    private final ChannelSender sender;
    private final MessageRevisions messageRevisions;
    private final Limits limits;
    private final RequestBodies bodies;

    MessageResource(
            SendAuthorizer sendAuthorizer,
            ChannelSender sender,
            MessageRevisions messageRevisions,
            Limits limits,
            RequestBodies bodies) {
        this.sendAuthorizer = sendAuthorizer;
        this.sender = sender;
        this.messageRevisions = messageRevisions;
        this.limits = limits;
        this.bodies = bodies;
    }

    @POST
    @ResponseStatus(202)
    @Operation(
            operationId = "sendMessage",
            summary = "Send a message to a room",
            description = "Equivalent to the WebSocket command `message.send`.")
    @RequestBody(ref = "Message")
    @APIResponse(responseCode = "202", ref = "EventAccepted")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<byte[]> send(
            @RestPath String room,
            @HeaderParam(IdempotencyKeyHeader.NAME) @Parameter(description = KEY) @Nullable String key,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        Channel channel = channel(room);
        return authorize(caller, room)
                .chain(rest -> bodies.use(
                        routing,
                        body -> sender.send(sending(caller, channel, StrictJson.read(body), key), rest.resume())))
                .map(EventIdJson::of);
    }

    private static ChannelEventRequest sending(Caller caller, Channel channel, RawJson given, @Nullable String key) {
        requireContent(JsonFields.of(given));
        RestCommand command = RestCommand.of("message.send", channel.name(), null, given);
        return new ChannelEventRequest(
                channel,
                MessageRevisions.EVENT,
                command.sent(),
                EventAttributes.DURABLE,
                caller.id(),
                command.repeat(caller, key));
    }

    @PUT
    @ResponseStatus(202)
    @Path("/{id}")
    @Operation(
            operationId = "editMessage",
            summary = "Edit a message of the caller",
            description = "Equivalent to the WebSocket command `message.edit`. An administrator may edit any message.")
    @RequestBody(ref = "MessageContent")
    @APIResponse(responseCode = "202", ref = "EventAccepted")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> edit(
            @RestPath String room,
            @RestPath String id,
            @HeaderParam(IdempotencyKeyHeader.NAME) @Parameter(description = KEY) @Nullable String key,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        Channel channel = channel(room);
        return authorize(caller, room)
                .chain(rest -> bodies.use(routing, body -> {
                    RawJson given = StrictJson.read(body);
                    JsonFields jsonFields = JsonFields.of(given);
                    RawJson content = requireContent(jsonFields);
                    jsonFields.throwIfInvalid();
                    RestCommand command = RestCommand.of("message.edit", room, id, given);
                    return messageRevisions.change(
                            channel, id, content, caller, command.repeat(caller, key), rest.resume());
                }))
                .map(EventIdJson::of);
    }

    @DELETE
    @ResponseStatus(202)
    @Path("/{id}")
    @Operation(
            operationId = "deleteMessage",
            summary = "Delete the content of a message",
            description =
                    "Equivalent to the WebSocket command `message.delete`. An administrator may delete any message.")
    @APIResponse(responseCode = "202", ref = "EventAccepted")
    @APIResponse(responseCode = "409", ref = "Conflict")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> delete(
            @RestPath String room,
            @RestPath String id,
            @HeaderParam(IdempotencyKeyHeader.NAME) @Parameter(description = KEY) @Nullable String key,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        Channel channel = channel(room);
        CommandIdempotencyKey commandKey =
                RestCommand.of("message.delete", room, id, null).repeat(caller, key);
        return authorize(caller, room)
                .chain(rest -> messageRevisions.change(channel, id, null, caller, commandKey, rest.resume()))
                .map(EventIdJson::of);
    }

    private static RawJson requireContent(JsonFields jsonFields) {
        RawJson content = jsonFields.raw("content");
        if (content == null) {
            throw Problem.invalid("content", "is required").asException();
        }
        return content;
    }

    private static Channel channel(String room) {
        if (!NameSyntax.isName(room)) {
            throw Problem.invalid("room", "must be the name of a room").asException();
        }
        return Channel.room(room);
    }

    private Uni<TimeBudget.Remainder> authorize(Caller caller, String room) {
        limits.acquirePublish(caller.id(), 1);
        return sendAuthorizer.authorize(caller, room, "You may not send to this room.");
    }
}
