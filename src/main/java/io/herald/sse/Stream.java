package io.herald.sse;

import io.herald.hub.Ending;
import io.herald.hub.Framing;
import io.herald.hub.Opening;
import io.herald.hub.Outlet;
import io.herald.hub.Reset;
import io.herald.hub.StreamConfig;
import io.herald.hub.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One open EventSource. */
final class Stream implements Outlet, Wire.Listener {

    private final StreamConfig config;
    private final Collection<String> rooms;
    private final String connection = UUID.randomUUID().toString();
    private @Nullable Wire wire;
    private @Nullable Subscription subscription;

    Stream(StreamConfig config, Collection<String> rooms) {
        this.config = config;
        this.rooms = rooms;
    }

    void open(Wire opened) {
        wire = opened;
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
        return wire.loop();
    }

    @Override
    public Framing framing() {
        return SseFraming.INSTANCE;
    }

    @Override
    public boolean isFull() {
        return wire.isFull();
    }

    @Override
    public void ready(Opening opening) {
        send(SseFrames.ready(opening, connection, config.retry(), config.heartbeat(), rooms));
    }

    @Override
    public void reset(Reset reset) {
        send(SseFrames.reset(reset));
    }

    @Override
    public void write(ByteBuf frames) {
        wire.write(frames);
    }

    @Override
    public void caughtUp() {}

    @Override
    public void heartbeat(String cursor) {
        send(SseFrames.heartbeat(cursor));
    }

    @Override
    public void end(Ending ending) {
        switch (ending) {
            case STALLED -> wire.abort();
            case UNAVAILABLE -> refuse("log");
            case OVERLOADED -> refuse("connections");
            case DRAINING -> leave(SseFrames.retry(config.randomRetry().toMillis()));
            case EVICTED -> leave(SseFrames.evicted());
            // The reconnect meets the status that tells why.
            case EXPIRED, REVOKED, DISCONNECTED -> wire.finish();
        }
    }

    private void leave(byte[] frame) {
        send(frame);
        wire.finish();
    }

    /** A temporary refusal: the stream says so and ends, and the browser comes back by itself. */
    void refuse(String reason) {
        send(SseFrames.unavailable(reason, config.randomRetry().toMillis()));
        wire.finish();
    }

    private void send(byte[] frame) {
        ByteBuf chunk = SseFraming.INSTANCE.gather(ByteBufAllocator.DEFAULT, List.of(frame));
        try {
            wire.write(chunk);
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
        if (subscription != null) {
            subscription.close();
        }
    }
}
