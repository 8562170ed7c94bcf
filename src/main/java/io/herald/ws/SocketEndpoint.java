package io.herald.ws;

import io.herald.hub.Hub;
import io.herald.hub.StreamConfig;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.Transport;
import io.herald.limits.Limits;
import io.herald.loop.FailureLogger;
import io.herald.vertx.NettyChannels;
import io.herald.ws.command.CommandHandlers;
import io.herald.ws.command.CommandRequestReader;
import io.herald.ws.protocol.PendingUpgrade;
import io.herald.ws.protocol.SocketCloseStatus;
import io.herald.ws.protocol.WebSocketUpgradeHandler;
import io.netty.channel.EventLoop;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Receives the connection after Quarkus has performed the upgrade, and subscribes it on its event loop. */
@WebSocket(path = SocketEndpoint.PATH)
class SocketEndpoint {

    static final String PATH = "/ws";

    private static final TypedKey<WebSocketUpgradeHandler> UPGRADE = new TypedKey<>("herald.upgrade");

    private final Hub hub;
    private final SubscriptionAuthorizer subscriptionAuthorizer;
    private final SocketServices services;

    SocketEndpoint(
            Hub hub,
            SubscriptionAuthorizer subscriptionAuthorizer,
            SocketConfig config,
            StreamConfig streams,
            Limits limits,
            CommandHandlers commandHandlers,
            SocketWatchdog watchdog,
            SocketLogger logger) {
        this.hub = hub;
        this.subscriptionAuthorizer = subscriptionAuthorizer;
        CommandRequestReader reader = new CommandRequestReader(hub.cursors());
        this.services = new SocketServices(
                config,
                streams,
                limits::messageLimiter,
                reader,
                commandHandlers,
                watchdog,
                logger,
                new FailureLogger(Logger.getLogger(CommandQueue.class)));
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        WebSocketUpgradeHandler upgrade = connection.userData().get(UPGRADE);
        EventLoop loop = upgrade.channel().loop();
        if (loop.inEventLoop()) {
            subscribe(upgrade);
        } else {
            loop.execute(() -> subscribe(upgrade));
        }
    }

    private void subscribe(WebSocketUpgradeHandler upgrade) {
        PendingUpgrade pendingUpgrade = upgrade.pendingUpgrade();
        SocketConnection socket = new SocketConnection(upgrade.channel(), pendingUpgrade.subscriptionSpec(), services);
        socket.opened();
        upgrade.open(socket);
        RefusalReason refusal = pendingUpgrade.isServed()
                ? subscriptionAuthorizer.refusal(Transport.WEBSOCKET, pendingUpgrade.subscriptionSpec())
                : RefusalReason.UNAVAILABLE;
        if (refusal == RefusalReason.DRAINING) {
            socket.close(SocketCloseStatus.RESTARTING);
        } else if (refusal != null) {
            socket.closeOverloaded();
        } else if (socket.isOpen()) {
            socket.subscribed(subscriptionAuthorizer.subscribe(
                    socket, pendingUpgrade.subscriptionSpec(), pendingUpgrade.startPosition()));
        }
    }

    /**
     * Passes the {@link WebSocketUpgradeHandler} from the upgrade request to the connection, because the connection that Quarkus
     * provides after the upgrade does not expose its Netty channel.
     */
    @ApplicationScoped
    static class Carrier implements HttpUpgradeCheck {

        @Override
        public Uni<CheckResult> perform(HttpUpgradeContext context) {
            WebSocketUpgradeHandler upgrade =
                    WebSocketUpgradeHandler.find(NettyChannels.channel(context.httpRequest()));
            if (upgrade == null) {
                return CheckResult.rejectUpgrade(400);
            }
            context.userData().put(UPGRADE, upgrade);
            return CheckResult.permitUpgrade();
        }
    }
}
