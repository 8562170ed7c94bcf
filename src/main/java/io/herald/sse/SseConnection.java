package io.herald.sse;

import io.herald.hub.StreamConfig;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The outlet of one open SSE stream. Confined to its event loop. */
final class SseConnection implements Outlet, StreamWriter.Listener, HeartbeatWheel.Member {

    private final StreamConfig config;
    private final StreamHeartbeats heartbeats;
    private final Collection<String> rooms;
    private final String connection = UUID.randomUUID().toString();
    private @Nullable StreamWriter streamWriter;
    private @Nullable Subscription subscription;

    SseConnection(StreamConfig config, StreamHeartbeats heartbeats, Collection<String> rooms) {
        this.config = config;
        this.heartbeats = heartbeats;
        this.rooms = rooms;
    }

    void open(StreamWriter opened) {
        streamWriter = opened;
    }

    void subscribed(Subscription held) {
        subscription = held;
    }

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public EventLoop loop() {
        return streamWriter.loop();
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public FrameEncoder frameEncoder() {
        return SseFrameEncoder.INSTANCE;
    }

    @Override
    public boolean isFull() {
        return streamWriter.isFull();
    }

    @Override
    public void ready(ReadyEvent readyEvent) {
        send(SseControlFrames.ready(readyEvent, connection, config.retry(), config.heartbeat(), rooms));
        // Not before `ready`: the client takes its cursor from a heartbeat, and would skip the events that it resumes.
        heartbeats.add(loop(), this);
    }

    @Override
    public void reset(ResetEvent resetEvent) {
        send(SseControlFrames.reset(resetEvent));
    }

    @Override
    public void write(ByteBuf frames) {
        streamWriter.write(frames);
    }

    @Override
    public void heartbeat() {
        if (subscription != null && !streamWriter.isFull()) {
            send(SseControlFrames.heartbeat(subscription.cursor()));
        }
    }

    @Override
    public void close(CloseReason closeReason) {
        heartbeats.remove(loop(), this);
        switch (closeReason) {
            case STALLED -> streamWriter.abort();
            case UNAVAILABLE -> refuse(RefusalReason.LOG);
            case OVERLOADED -> refuse(RefusalReason.CONNECTIONS);
            case DRAINING -> leave(SseControlFrames.retry(drainRetryMillis(config)));
            case EVICTED -> leave(SseControlFrames.evicted());
            // The reconnect is rejected with the status that gives the reason.
            case EXPIRED, REVOKED, DISCONNECTED -> streamWriter.finish();
        }
    }

    @Override
    public boolean mayOutliveClose() {
        return true;
    }

    private void leave(byte[] frame) {
        send(frame);
        streamWriter.finish();
    }

    /** Sends `unavailable` with a retry delay and ends the stream. The browser then reconnects on its own. */
    void refuse(RefusalReason reason) {
        // If this instance drains, others are available, and the load balancer is about to stop routing to it.
        long retry = reason == RefusalReason.DRAINING
                ? drainRetryMillis(config)
                : config.randomRetry().toMillis();
        leave(SseControlFrames.unavailable(reason.toString(), retry));
    }

    /**
     * Returns a random delay between half of the configured retry and all of it, in milliseconds. The client is back before
     * presence announces that the user has left.
     */
    private static long drainRetryMillis(StreamConfig config) {
        long half = Math.max(1, config.retry().toMillis() / 2);
        return half + ThreadLocalRandom.current().nextLong(half);
    }

    private void send(byte[] frame) {
        ByteBuf chunk = SseFrameEncoder.INSTANCE.combine(ByteBufAllocator.DEFAULT, List.of(frame));
        try {
            streamWriter.write(chunk);
        } finally {
            chunk.release();
        }
    }

    @Override
    public void drained() {
        if (subscription != null) {
            subscription.drained();
        }
    }

    @Override
    public void closed() {
        heartbeats.remove(loop(), this);
        if (subscription != null) {
            subscription.close();
        }
    }
}
