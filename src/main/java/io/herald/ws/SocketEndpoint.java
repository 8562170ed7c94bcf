package io.herald.ws;

import io.herald.hub.ConnectRefusals.Reason;
import io.herald.hub.Hub;
import io.herald.hub.StreamConfig;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.transport.Transport;
import io.herald.limits.Limits;
import io.herald.vertx.NettyChannels;
import io.herald.ws.Socket.SocketContext;
import io.herald.ws.command.CommandHandlers;
import io.herald.ws.command.CommandRequestReader;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Receives the connection after Quarkus has performed the upgrade, and subscribes it on its event loop. */
@WebSocket(path = SocketEndpoint.PATH)
class SocketEndpoint {

    static final String PATH = "/ws";

    private static final TypedKey<WebSocketChannel> CHANNEL = new TypedKey<>("herald.pipe");

    private final Hub hub;
    private final SubscriptionAuthorizer subscriptionAuthorizer;
    private final SocketContext house;

    SocketEndpoint(
            Hub hub,
            SubscriptionAuthorizer subscriptionAuthorizer,
            SocketConfig config,
            StreamConfig streams,
            Limits limits,
            CommandHandlers commandHandlers,
            SocketWatchdog socketWatchdog,
            SocketLog log) {
        this.hub = hub;
        this.subscriptionAuthorizer = subscriptionAuthorizer;
        CommandRequestReader reader = new CommandRequestReader(hub.cursors());
        this.house = new SocketContext(config, streams, limits::messages, reader, commandHandlers, socketWatchdog, log);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        WebSocketChannel webSocketChannel = connection.userData().get(CHANNEL);
        if (webSocketChannel.loop().inEventLoop()) {
            subscribe(webSocketChannel);
        } else {
            webSocketChannel.loop().execute(() -> subscribe(webSocketChannel));
        }
    }

    private void subscribe(WebSocketChannel webSocketChannel) {
        PendingUpgrade pendingUpgrade = webSocketChannel.pendingUpgrade();
        Socket socket = new Socket(webSocketChannel, pendingUpgrade.subscriptionSpec(), house);
        socket.opened();
        webSocketChannel.open(socket);
        Reason refusal = pendingUpgrade.isServed()
                ? subscriptionAuthorizer.refusal(Transport.WEBSOCKET, pendingUpgrade.subscriptionSpec())
                : Reason.UNAVAILABLE;
        if (refusal == Reason.DRAINING) {
            socket.close(SocketCloseStatus.RESTARTING);
        } else if (refusal != null) {
            socket.closeOverloaded();
        } else if (socket.isOpen()) {
            socket.subscribed(subscriptionAuthorizer.subscribe(
                    socket, pendingUpgrade.subscriptionSpec(), pendingUpgrade.startPosition()));
        }
    }

    /**
     * Passes the {@link WebSocketChannel} from the upgrade request to the connection, because the connection that Quarkus
     * provides after the upgrade does not expose its Netty channel.
     */
    @ApplicationScoped
    static class Carrier implements HttpUpgradeCheck {

        @Override
        public Uni<CheckResult> perform(HttpUpgradeContext context) {
            WebSocketChannel webSocketChannel = WebSocketChannel.find(NettyChannels.channel(context.httpRequest()));
            if (webSocketChannel == null) {
                return CheckResult.rejectUpgrade(400);
            }
            context.userData().put(CHANNEL, webSocketChannel);
            return CheckResult.permitUpgrade();
        }
    }
}
