package io.herald.publish.channel;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.edge.RequestBodies;
import io.herald.event.Channel;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.limits.Limits;
import io.herald.problem.Problem;
import io.herald.publish.ContentType;
import io.herald.publish.IdempotencyKeyHeader;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** REST resource that sends events to a channel and reads its history. */
@Path("/api/v1/channels/{channel}/events")
@Tag(name = "Channels")
@Produces(MediaType.APPLICATION_JSON)
class ChannelResource {

    private static final String CBOR = "application/cbor";
    private static final int MOST = 200;

    private final ChannelSender sender;
    private final ChannelHistory channelHistory;
    private final RoomPolicy policy;
    private final SendAuthorizer sendAuthorizer;
    private final Limits limits;
    private final RequestBodies bodies;

    ChannelResource(
            ChannelSender sender,
            ChannelHistory channelHistory,
            RoomPolicy policy,
            SendAuthorizer sendAuthorizer,
            Limits limits,
            RequestBodies bodies) {
        this.sender = sender;
        this.channelHistory = channelHistory;
        this.policy = policy;
        this.sendAuthorizer = sendAuthorizer;
        this.limits = limits;
        this.bodies = bodies;
    }

    @POST
    @ResponseStatus(202)
    @Consumes({MediaType.APPLICATION_JSON, CBOR})
    @Operation(
            operationId = "sendEvent",
            summary = "Send an event to a channel",
            description = "Requires the group publisher, or for a room the right to send to it.")
    @RequestBody(ref = "ChannelEvent")
    @APIResponse(responseCode = "202", ref = "EventAccepted")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Uni<byte[]> send(
            @RestPath String channel,
            @HeaderParam(IdempotencyKeyHeader.NAME)
                    @Parameter(
                            description =
                                    "Repeated calls of the same user with the same key are executed once. For durable"
                                            + " events to rooms.")
                    @Nullable
                    String key,
            @HeaderParam("Content-Type") @Nullable String type,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        Channel to = channel(channel);
        limits.acquirePublish(caller.id(), 1);
        String otherwise = "You may not send to this channel.";
        Uni<@Nullable String> sent = to.isRoom()
                ? sendAuthorizer
                        .authorize(caller, to.name(), otherwise)
                        .chain(rest -> bodies.use(
                                routing, body -> sender.send(event(caller, to, read(body, type), key), rest.resume())))
                : RoomPolicy.require(Uni.createFrom().item(caller.isPublisher()), otherwise)
                        .chain(allowed ->
                                bodies.use(routing, body -> sender.send(event(caller, to, read(body, type), key))));
        return sent.map(EventIdJson::of);
    }

    private static RawJson read(byte[] body, @Nullable String type) {
        return ContentType.is(type, CBOR) ? StrictJson.readCbor(body) : StrictJson.read(body);
    }

    private static ChannelEventRequest event(Caller caller, Channel to, RawJson json, @Nullable String key) {
        ChannelEventBody event = ChannelEventBody.read(json);
        CommandIdempotencyKey commandKey = to.isRoom() && !event.ephemeral()
                ? RestCommand.of("event.send", to.name(), null, json).repeat(caller, key)
                : null;
        return new ChannelEventRequest(
                to, event.name(), event.data(), event.eventAttributes(), caller.id(), commandKey);
    }

    private Uni<Boolean> mayRead(Caller caller, Channel from) {
        boolean own = from.equals(Channel.user(caller.id())) || from.equals(Channel.EVERYONE) || caller.isAdmin();
        return own || !from.isRoom() ? Uni.createFrom().item(own) : policy.mayJoin(caller, from.name());
    }

    @GET
    @Operation(
            operationId = "history",
            summary = "Read the history of a channel",
            description = "Returns the newest events first, from the end or before an event, or with `after` the oldest"
                    + " first. Pass `next` as `before`, or as `after`, to get the next page. With `after`, `reset`"
                    + " is true if later events are no longer available; otherwise if the service cannot read"
                    + " whether PostgreSQL stores older ones.")
    @APIResponse(responseCode = "200", ref = "EventPage")
    public Uni<byte[]> history(
            @RestPath String channel,
            @RestQuery @Nullable String before,
            @RestQuery @Nullable String after,
            @RestQuery @DefaultValue("50") String limit,
            @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        Channel from = channel(channel);
        int most = limit(limit);
        return RoomPolicy.require(mayRead(caller, from), "You may not read this channel.")
                .chain(allowed -> channelHistory.page(from, before, after, most));
    }

    private static Channel channel(String text) {
        Channel channel = Channel.parse(text);
        if (channel == null) {
            throw Problem.invalid("channel", "must be user:<id>, room:<name> or everyone")
                    .asException();
        }
        return channel;
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("limit", "must be a whole number from 1 to " + MOST)
                    .asException();
        }
        return limit;
    }
}
