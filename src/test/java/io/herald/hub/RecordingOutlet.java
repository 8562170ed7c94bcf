package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** Records what it receives. A test can make it full, or make it throw, which an outlet must not do. */
final class RecordingOutlet implements Outlet {

    final List<String> events = new ArrayList<>();
    final List<ResetEvent> resets = new ArrayList<>();
    boolean full;

    /** A reset fills the socket. */
    boolean isFilledByReset;

    /** The next write or opening throws. */
    boolean broken;

    /** Each write of events throws. */
    boolean isWriteBroken;

    /** Each call of {@code close} throws. */
    boolean isCloseBroken;

    boolean mayOutliveClose;
    String connection = "";
    ReadyEvent readyEvent;
    CloseReason closeReason;
    private final EventLoop loop;

    RecordingOutlet(EventLoop loop) {
        this.loop = loop;
    }

    private void failIfBroken() {
        if (broken) {
            broken = false;
            throw new IllegalStateException("broken on purpose");
        }
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
        return LineFrameEncoder.INSTANCE;
    }

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void ready(ReadyEvent readyEvent) {
        failIfBroken();
        this.readyEvent = readyEvent;
    }

    @Override
    public void reset(ResetEvent resetEvent) {
        resets.add(resetEvent);
        full |= isFilledByReset;
    }

    @Override
    public void write(ByteBuf frames) {
        failIfBroken();
        assertFalse(full, "wrote to a full socket");
        if (isWriteBroken) {
            throw new IllegalStateException("broken on purpose");
        }
        LineFrameEncoder.read(frames).forEach(line -> events.add(line.name()));
    }

    @Override
    public void close(CloseReason closeReason) {
        if (isCloseBroken) {
            throw new IllegalStateException("broken on purpose");
        }
        this.closeReason = closeReason;
    }

    @Override
    public boolean mayOutliveClose() {
        return mayOutliveClose;
    }
}
