package io.herald.poll;

import io.herald.access.Caller;
import io.herald.hub.Hub;
import io.herald.hub.StreamQuery;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import io.herald.vertx.NettyChannels;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Serves {@code GET /api/v1/poll}. */
@Path("/api/v1/poll")
@Tag(name = "Streams")
@Produces(MediaType.APPLICATION_JSON)
class PollResource {

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(25);
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Hub hub;
    private final SubscriptionAuthorizer subscriptionAuthorizer;

    PollResource(Hub hub, SubscriptionAuthorizer subscriptionAuthorizer) {
        this.hub = hub;
        this.subscriptionAuthorizer = subscriptionAuthorizer;
    }

    @GET
    @Operation(
            operationId = "poll",
            summary = "Wait for events by long poll",
            description =
                    "Answers at once if there are events after the cursor or if there is no cursor, otherwise when an"
                            + " event arrives or `wait` elapses.")
    @APIResponse(responseCode = "200", ref = "Poll")
    public Uni<RestResponse<byte[]>> poll(
            @RestQuery @Parameter(description = "The cursor of the previous response.") @Nullable String cursor,
            @RestQuery @Parameter(description = "A room to follow; may be repeated.") List<String> room,
            @RestQuery @Nullable String wait,
            @Context RoutingContext routing) {
        Duration waitTime = waitTime(wait);
        StreamQuery query = StreamQuery.of(routing.request(), cursor, hub.cursors());
        return subscriptionAuthorizer
                .listening(Caller.of(routing), query.rooms())
                .chain(subscriptionSpec -> wait(routing, cursor, subscriptionSpec, query, waitTime))
                .map(PollResource::answer);
    }

    /** Creates the response. As with a stream, no proxy or browser may store it and return it to a later request. */
    private static RestResponse<byte[]> answer(byte[] page) {
        return RestResponse.ResponseBuilder.ok(page)
                .header("Cache-Control", "no-store")
                .build();
    }

    private Uni<byte[]> wait(
            RoutingContext routing,
            @Nullable String cursor,
            SubscriptionSpec subscriptionSpec,
            StreamQuery query,
            Duration waitTime) {
        RefusalReason refusal = subscriptionAuthorizer.refusal(Transport.POLL, subscriptionSpec);
        if (refusal != null) {
            throw Problem.unavailable(refusal.message(), RETRY_AFTER).asException();
        }
        EventLoop loop = NettyChannels.loop(routing.request());
        LongPoll longPoll = new LongPoll(loop, cursor != null && !cursor.isEmpty());
        routing.response().closeHandler(gone -> loop.execute(longPoll::clientDisconnected));
        loop.execute(() -> {
            if (routing.response().closed()) {
                // The client disconnected during authorization, possibly before the close handler was registered.
                longPoll.clientDisconnected();
            } else {
                longPoll.subscribed(
                        subscriptionAuthorizer.subscribe(longPoll, subscriptionSpec, query.startPosition()), waitTime);
            }
        });
        return Uni.createFrom().completionStage(longPoll.answer());
    }

    private static Duration waitTime(@Nullable String wait) {
        Duration given = wait == null || wait.isEmpty() ? DEFAULT_WAIT : StreamQuery.duration(wait);
        if (given == null || given.compareTo(MAX_WAIT) > 0) {
            throw Problem.invalid("wait", "must be a duration such as 25s or PT25S, of at most 60s")
                    .asException();
        }
        return given;
    }
}
