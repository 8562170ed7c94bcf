package io.herald.ws;

import io.herald.hub.ConnectRefusals.Reason;
import io.herald.hub.Hub;
import io.herald.hub.StreamConfig;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.transport.Transport;
import io.herald.limits.Limits;
import io.herald.vertx.Connections;
import io.herald.ws.Socket.House;
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

/** Where Quarkus makes the upgrade, and hands the connection over. */
@WebSocket(path = SocketEndpoint.PATH)
class SocketEndpoint {

    static final String PATH = "/ws";

    private static final TypedKey<WebSocketChannel> PIPE = new TypedKey<>("herald.pipe");

    private final Hub hub;
    private final SubscriptionAuthorizer entrance;
    private final House house;

    SocketEndpoint(
            Hub hub,
            SubscriptionAuthorizer entrance,
            SocketConfig config,
            StreamConfig streams,
            Limits limits,
            CommandHandlers desk,
            SocketWatchdog watch,
            SocketLog log) {
        this.hub = hub;
        this.entrance = entrance;
        CommandRequestReader reader = new CommandRequestReader(hub.cursors());
        this.house = new House(config, streams, limits, reader, desk, watch, log);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection connection) {
        WebSocketChannel pipe = connection.userData().get(PIPE);
        if (pipe.loop().inEventLoop()) {
            serve(pipe);
        } else {
            pipe.loop().execute(() -> serve(pipe));
        }
    }

    private void serve(WebSocketChannel pipe) {
        PendingUpgrade visit = pipe.visit();
        Socket socket = new Socket(pipe, visit.listening(), house);
        pipe.open(socket);
        socket.opened();
        Reason refusal =
                visit.isServed() ? entrance.refusal(Transport.WEBSOCKET, visit.listening()) : Reason.UNAVAILABLE;
        if (refusal == Reason.DRAINING) {
            socket.close(SocketCloseStatus.GOING_AWAY);
        } else if (refusal != null) {
            socket.turnAway();
        } else if (socket.isOpen()) {
            socket.subscribed(entrance.subscribe(socket, visit.listening(), visit.start()));
        }
    }

    /** Carries the pipe over the upgrade: the connection that Quarkus hands out afterwards does not show its channel. */
    @ApplicationScoped
    static class Carrier implements HttpUpgradeCheck {

        @Override
        public Uni<CheckResult> perform(HttpUpgradeContext context) {
            WebSocketChannel pipe = WebSocketChannel.in(Connections.channel(context.httpRequest()));
            if (pipe == null) {
                return CheckResult.rejectUpgrade(400);
            }
            context.userData().put(PIPE, pipe);
            return CheckResult.permitUpgrade();
        }
    }
}
