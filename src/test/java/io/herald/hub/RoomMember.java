package io.herald.hub;

import io.herald.event.Channel;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member of the room. A test can make it full, or make its calls throw, which an outlet must not do. */
final class RoomMember implements Outlet {
    private final Hub hub;
    private final EventLoop loop;
    private final int number;
    final List<String> received = new ArrayList<>();
    Subscription subscription;
    String readyCursor;
    boolean full;
    boolean broken;
    boolean isFullFails;

    @Nullable
    Throwable framingFault;

    CloseReason closeReason;

    RoomMember(Hub hub, EventLoop loop, int number) {
        this.hub = hub;
        this.loop = loop;
        this.number = number;
    }

    void join() {
        List<Channel> channels = List.of(Channel.user("u" + number), FanOutFixture.ROOM, Channel.EVERYONE);
        subscription = hub.subscribe(this, TestSubscriptions.to(channels), new StartPosition.Now());
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
        Throwable fault = framingFault;
        framingFault = null;
        if (fault instanceof Error error) {
            throw error;
        } else if (fault instanceof RuntimeException exception) {
            throw exception;
        }
        return LineFrameEncoder.INSTANCE;
    }

    @Override
    public boolean isFull() {
        if (isFullFails) {
            throw new AssertionError("expected by the test");
        }
        return full;
    }

    @Override
    public void ready(ReadyEvent readyEvent) {
        readyCursor = readyEvent.cursor();
    }

    @Override
    public void reset(ResetEvent resetEvent) {
        throw new AssertionError(resetEvent);
    }

    @Override
    public void write(ByteBuf frames) {
        if (broken) {
            broken = false;
            throw new IllegalStateException("broken on purpose");
        }
        LineFrameEncoder.read(frames).forEach(line -> received.add(line.id()));
    }

    @Override
    public void close(CloseReason closeReason) {
        this.closeReason = closeReason;
    }
}
