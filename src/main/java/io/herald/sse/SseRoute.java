package io.herald.sse;

import io.herald.access.Caller;
import io.herald.hub.ConnectRefusals;
import io.herald.hub.Hub;
import io.herald.hub.StreamConfig;
import io.herald.hub.StreamQuery;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.problem.VertxProblems;
import io.herald.vertx.NettyChannels;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Serves {@code GET /api/v1/stream}. Uses a Vert.x route instead of a REST resource, because the response is a stream of bytes
 * that outlives the request.
 */
@ApplicationScoped
class SseRoute {

    static final String PATH = "/api/v1/stream";

    private final Hub hub;
    private final SubscriptionAuthorizer subscriptionAuthorizer;
    private final StreamConfig config;
    private final StreamHeartbeats heartbeats;
    private final ConnectRefusals connectRefusals;

    SseRoute(
            Hub hub,
            SubscriptionAuthorizer subscriptionAuthorizer,
            StreamConfig config,
            StreamHeartbeats heartbeats,
            ConnectRefusals connectRefusals) {
        this.hub = hub;
        this.subscriptionAuthorizer = subscriptionAuthorizer;
        this.config = config;
        this.heartbeats = heartbeats;
        this.connectRefusals = connectRefusals;
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::open);
        router.route(PATH).handler(routing -> {
            routing.response().putHeader("Allow", "GET, OPTIONS");
            VertxProblems.send(routing, Problem.methodNotAllowed());
        });
    }

    private void open(RoutingContext routing) {
        try {
            StreamQuery query = StreamQuery.of(routing.request(), hub.cursors());
            EventLoop loop = NettyChannels.loop(routing.request());
            subscriptionAuthorizer
                    .staying(Caller.of(routing), query.rooms())
                    .subscribe()
                    .with(
                            subscriptionSpec ->
                                    onLoop(loop, () -> serve(routing, subscriptionSpec, query.startPosition())),
                            refused -> onLoop(loop, () -> refuse(routing, refused)));
        } catch (ProblemException refused) {
            refuse(routing, refused);
        }
    }

    private static void onLoop(EventLoop loop, Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }

    /** Sends statuses below 429, and other failures as a stream: an EventSource does not reconnect after any status but 200. */
    private void refuse(RoutingContext routing, Throwable failure) {
        int status =
                failure instanceof ProblemException refused ? refused.problem().status() : 503;
        if (status < 429) {
            VertxProblems.send(routing, ((ProblemException) failure).problem());
        } else {
            SseConnection sseConnection = new SseConnection(config, heartbeats, List.of());
            sseConnection.open(wire(routing, sseConnection));
            RefusalReason reason = status == 429 ? RefusalReason.CONNECTIONS : RefusalReason.UNAVAILABLE;
            connectRefusals.count(Transport.SSE, reason);
            sseConnection.refuse(reason);
        }
    }

    private void serve(RoutingContext routing, SubscriptionSpec subscriptionSpec, StartPosition startPosition) {
        if (isGone(routing)) {
            return;
        }
        SseConnection sseConnection = new SseConnection(config, heartbeats, subscriptionSpec.rooms());
        sseConnection.open(wire(routing, sseConnection));
        RefusalReason refusal = subscriptionAuthorizer.refusal(Transport.SSE, subscriptionSpec);
        if (refusal == null) {
            sseConnection.subscribed(subscriptionAuthorizer.subscribe(sseConnection, subscriptionSpec, startPosition));
        } else {
            sseConnection.refuse(refusal);
        }
    }

    /**
     * Whether the client has disconnected during authorization. The close event has already fired, so a handler that is
     * registered now would never be called.
     */
    private static boolean isGone(RoutingContext routing) {
        Channel connection = NettyChannels.channel(routing.request());
        return routing.response().closed() || !connection.isActive();
    }

    static StreamWriter wire(RoutingContext routing, SseConnection sseConnection) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        response.putHeader("Content-Type", "text/event-stream");
        response.putHeader("Cache-Control", "no-store");
        response.putHeader("X-Accel-Buffering", "no");
        return RawChunkWriter.canTakeOver(request)
                ? RawChunkWriter.takeOver(request, response, sseConnection)
                : HttpResponseWriter.open(request, response, sseConnection);
    }
}
