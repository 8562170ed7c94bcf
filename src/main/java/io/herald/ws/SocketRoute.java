package io.herald.ws;

import io.herald.access.Caller;
import io.herald.hub.ConnectRefusals;
import io.herald.hub.Hub;
import io.herald.hub.StreamQuery;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.problem.VertxProblems;
import io.herald.vertx.NettyChannels;
import io.herald.ws.protocol.HandshakeValidator;
import io.herald.ws.protocol.PendingUpgrade;
import io.herald.ws.protocol.WebSocketUpgradeHandler;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Handles upgrade requests, after authentication and before Quarkus performs the upgrade. Rejects requests that are invalid
 * or not permitted with an HTTP status.
 */
@ApplicationScoped
class SocketRoute {

    private static final int BEFORE_THE_UPGRADE = -2;

    private final Hub hub;
    private final SubscriptionAuthorizer subscriptionAuthorizer;
    private final ConnectRefusals connectRefusals;
    private final SocketConfig config;

    SocketRoute(
            Hub hub,
            SubscriptionAuthorizer subscriptionAuthorizer,
            ConnectRefusals connectRefusals,
            SocketConfig config) {
        this.connectRefusals = connectRefusals;
        this.config = config;
        this.hub = hub;
        this.subscriptionAuthorizer = subscriptionAuthorizer;
    }

    void register(@Observes Router router) {
        router.route(SocketEndpoint.PATH).order(BEFORE_THE_UPGRADE).handler(this::admit);
    }

    private void admit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Problem wrong = HandshakeValidator.validate(request);
        if (wrong != null) {
            routing.response().putHeader("Upgrade", "websocket").putHeader("Sec-WebSocket-Version", "13");
            VertxProblems.send(routing, wrong);
            return;
        }
        Caller caller = Caller.of(routing);
        try {
            StreamQuery query = StreamQuery.of(request, hub.cursors());
            EventLoop loop = NettyChannels.loop(request);
            subscriptionAuthorizer
                    .staying(caller, query.rooms())
                    .subscribe()
                    .with(
                            subscriptionSpec -> onLoop(
                                    loop,
                                    () -> upgrade(
                                            routing, new PendingUpgrade(subscriptionSpec, query.startPosition()))),
                            failure -> onLoop(loop, () -> refuse(routing, caller, query, failure)));
        } catch (ProblemException refused) {
            VertxProblems.send(routing, refused.problem());
        }
    }

    /**
     * Rejects the request with an HTTP status up to 429. Any other failure is temporary and results in a close code after the
     * upgrade, because a browser does not expose the status of a failed upgrade to its page. 429 means that the user has too
     * many connections: it remains a status, because retrying does not help while the others are open.
     */
    private void refuse(RoutingContext routing, Caller caller, StreamQuery query, Throwable failure) {
        if (failure instanceof ProblemException known && known.problem().status() <= 429) {
            VertxProblems.send(routing, known.problem());
        } else {
            connectRefusals.count(Transport.WEBSOCKET, RefusalReason.UNAVAILABLE);
            upgrade(routing, new PendingUpgrade(SubscriptionSpec.toNothing(caller), query.startPosition()));
        }
    }

    private void upgrade(RoutingContext routing, PendingUpgrade pendingUpgrade) {
        HttpServerRequest request = routing.request();
        if (NettyChannels.channel(request).isActive()) {
            WebSocketUpgradeHandler.install(request, pendingUpgrade, config.compression());
            routing.next();
        }
    }

    private static void onLoop(EventLoop loop, Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }
}
