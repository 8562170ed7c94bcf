package io.herald.ws;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.ws.protocol.SocketCloseStatus;
import io.herald.ws.protocol.SocketFrameEncoder;
import io.herald.ws.protocol.Subprotocol;
import io.herald.ws.protocol.WebSocketChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One open WebSocket. Confined to its event loop, except for {@link #loop()} and {@link #caller()}. */
final class SocketConnection implements Outlet, CommandSocket, WebSocketChannel.Listener, SocketWatchdog.Watched {

    private final String connection = UUID.randomUUID().toString();
    private final WebSocketChannel webSocketChannel;
    private final SocketFrameEncoder socketFrameEncoder;
    private final SubscriptionSpec subscriptionSpec;
    private final SocketServices services;
    private final CommandQueue commandQueue;
    private final long openedAt = System.nanoTime();
    private volatile Caller caller;
    private @Nullable Subscription subscription;
    private long lastAliveNanos = openedAt;
    private long lastPingNanos = openedAt;
    private long lastWriteNanos = openedAt;
    private boolean isReady;
    private boolean closed;

    SocketConnection(WebSocketChannel webSocketChannel, SubscriptionSpec subscriptionSpec, SocketServices services) {
        this.webSocketChannel = webSocketChannel;
        this.socketFrameEncoder = webSocketChannel.encoder();
        this.caller = subscriptionSpec.caller();
        this.subscriptionSpec = subscriptionSpec;
        this.services = services;
        this.commandQueue = new CommandQueue(this, services);
    }

    void subscribed(Subscription held) {
        subscription = held;
        startCommandsIfReady();
    }

    /** The resume may end before {@link #subscribed} is called, or long after it. */
    private void startCommandsIfReady() {
        if (isReady && subscription != null) {
            commandQueue.start();
        }
    }

    void opened() {
        services.watchdog().add(this);
        services.logger().opened(this, subprotocol(), subscriptionSpec.rooms().size());
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public Subprotocol subprotocol() {
        return socketFrameEncoder.subprotocol;
    }

    @Override
    public Subscription subscription() {
        return subscription;
    }

    @Override
    public boolean isOpen() {
        return !closed && !webSocketChannel.isClosing();
    }

    @Override
    public void refresh(Caller fresh) {
        caller = fresh;
        subscription.refresh(fresh);
    }

    @Override
    public List<String> rooms() {
        return subscription.following().stream()
                .filter(Channel::isRoom)
                .map(Channel::name)
                .toList();
    }

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public EventLoop loop() {
        return webSocketChannel.loop();
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public FrameEncoder frameEncoder() {
        return socketFrameEncoder;
    }

    @Override
    public boolean isFull() {
        return webSocketChannel.isFull();
    }

    @Override
    public void ready(ReadyEvent readyEvent) {
        send(ServerMessages.ready(readyEvent, connection, services.streams().heartbeat(), subscriptionSpec.rooms()));
        isReady = true;
        startCommandsIfReady();
    }

    @Override
    public void reset(ResetEvent resetEvent) {
        send(ServerMessages.reset(resetEvent));
    }

    @Override
    public void write(ByteBuf frames) {
        lastWriteNanos = System.nanoTime();
        webSocketChannel.write(frames);
    }

    /** Stops reading, and runs {@code end} when all commands received so far are answered. */
    @Override
    public void drain(Runnable end) {
        commandQueue.finish(end);
    }

    @Override
    public void close(CloseReason closeReason) {
        if (closeReason == CloseReason.STALLED) {
            webSocketChannel.abort();
        } else if (SocketCloseStatus.of(closeReason) == SocketCloseStatus.OVERLOADED) {
            closeOverloaded();
        } else {
            close(SocketCloseStatus.of(closeReason));
        }
    }

    @Override
    public boolean mayOutliveClose() {
        return true;
    }

    /** Closes with 1013 and a random delay in the reason, so that clients do not reconnect at the same moment. */
    void closeOverloaded() {
        long wait = services.streams().randomRetry().toMillis();
        webSocketChannel.close(
                SocketCloseStatus.OVERLOADED, SocketCloseStatus.OVERLOADED.reason + ": in " + wait + " ms");
    }

    @Override
    public void close(SocketCloseStatus status) {
        webSocketChannel.close(status);
    }

    @Override
    public void pause(boolean pause) {
        webSocketChannel.pause(pause);
    }

    @Override
    public void send(byte[] json) {
        lastWriteNanos = System.nanoTime();
        webSocketChannel.send(json);
    }

    /**
     * Closes an idle socket, or sends a ping or a heartbeat if one is due. Called once a second. Sends no heartbeat before
     * `ready`: a client would take its cursor and skip the events that it resumes.
     */
    @Override
    public void checkLiveness(long now) {
        if (now - lastAliveNanos > services.config().idle().toNanos()) {
            close(SocketCloseStatus.IDLE);
        } else if (now - Math.max(lastPingNanos, lastAliveNanos)
                > services.config().ping().toNanos()) {
            lastPingNanos = now;
            webSocketChannel.ping();
        }
        if (isReady
                && !isFull()
                && now - lastWriteNanos > services.streams().heartbeat().toNanos()) {
            send(ServerMessages.heartbeat(subscription.cursor()));
        }
    }

    @Override
    public void message(boolean isText, byte[] message) {
        commandQueue.receive(isText, message);
    }

    @Override
    public void alive() {
        lastAliveNanos = System.nanoTime();
    }

    /**
     * A full socket is not read, and catch-up can fill it again before the client's pongs are read. That it has drained shows
     * that the client is alive.
     */
    @Override
    public void drained() {
        alive();
        if (subscription != null) {
            subscription.drained();
        }
    }

    @Override
    public void closed(int code, String reason) {
        closed = true;
        services.watchdog().remove(this);
        if (subscription != null && saidGoodbye(code)) {
            subscription.closeByClient();
        } else if (subscription != null) {
            subscription.close();
        }
        services.commands().closed(this);
        services.logger().closed(this, code, System.nanoTime() - openedAt, commandQueue.receivedCount());
    }

    /** Whether the client left on purpose: 1000, or a close frame without a code. Any other client is likely to reconnect. */
    private static boolean saidGoodbye(int code) {
        return code == 1000 || code == SocketCloseStatus.NO_CODE;
    }
}
