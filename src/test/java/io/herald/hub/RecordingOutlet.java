package io.herald.hub;

import io.herald.hub.encoding.Framing;
import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Opening;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.Reset;
import io.herald.hub.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it is given; is full or broken when a test says so. */
final class RecordingOutlet implements Outlet {

    final List<String> events = new ArrayList<>();
    boolean full;
    boolean broken;
    Opening opening;
    Ending ending;
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
    public Framing framing() {
        return PlainFraming.INSTANCE;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void ready(Opening opening) {
        failIfBroken();
        this.opening = opening;
    }

    @Override
    public void reset(Reset reset) {}

    @Override
    public void write(ByteBuf frames) {
        failIfBroken();
        PlainFraming.read(frames).forEach(line -> events.add(line.name()));
    }

    @Override
    public void caughtUp() {}

    @Override
    public void end(Ending ending) {
        this.ending = ending;
    }
}
