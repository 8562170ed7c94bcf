package io.herald.ops.warmup;

import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.Transport;
import io.herald.sse.SseFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.atomic.LongAdder;

/** A client in memory: counts the events that it receives as SSE. */
final class CountingOutlet implements Outlet {

    private static final byte LINE_FEED = '\n';

    private final EventLoop loop;
    private final LongAdder delivered;
    private boolean afterLineFeed;

    CountingOutlet(EventLoop loop, LongAdder delivered) {
        this.loop = loop;
        this.delivered = delivered;
    }

    @Override
    public EventLoop loop() {
        return loop;
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
        return false;
    }

    @Override
    public void ready(ReadyEvent readyEvent) {}

    @Override
    public void reset(ResetEvent resetEvent) {}

    /** An empty line ends an event. The end of a chunk contains a carriage return before its line feed. */
    @Override
    public void write(ByteBuf frames) {
        frames.forEachByte(next -> {
            if (next == LINE_FEED && afterLineFeed) {
                delivered.increment();
            }
            afterLineFeed = next == LINE_FEED;
            return true;
        });
    }

    @Override
    public void close(CloseReason closeReason) {}
}
