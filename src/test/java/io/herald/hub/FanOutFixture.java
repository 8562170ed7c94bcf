package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.transport.ConnectionListener;
import io.herald.log.DeliveryListener;
import io.herald.log.TailListener.Batch;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A room with more members than one time slice of ten covers, on one loop. */
final class FanOutFixture {

    static final Channel ROOM = Channel.room("arena");
    private static final int UNLIMITED = 1_000;

    final SteppedLoop loop = new SteppedLoop(() -> 0);
    private final HubEnvironment environment =
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10));
    private final SimulatedLog log =
            new SimulatedLog(new SimulatedLog.Settings(1, UNLIMITED, UNLIMITED, UNLIMITED), () -> 1);
    private final HubListeners hubListeners =
            new HubListeners(ConnectionListener.NONE, DeliveryListener.NONE, this::recordDuration, DeliveryTracer.NONE);
    final Hub hub = new Hub(
            new SimulatedLink(log, new Random(0)), new FixedStreamConfig(UNLIMITED, 1), environment, hubListeners);
    boolean recordingFails;
    final AtomicInteger completedBatches = new AtomicInteger();
    final List<RoomMember> members =
            IntStream.range(0, 25).mapToObj(this::member).toList();

    FanOutFixture() {
        append(1);
        members.forEach(RoomMember::join);
        loop.runAll();
    }

    RoomMember member(int number) {
        return new RoomMember(hub, loop, number);
    }

    private void recordDuration(long millis) {
        if (recordingFails) {
            throw new AssertionError("expected by the test");
        }
    }

    void append(long... ids) {
        append(EventAttributes.DURABLE, ids);
    }

    void append(EventAttributes eventAttributes, long... ids) {
        long first = ids[0];
        List<Event> events = Arrays.stream(ids)
                .mapToObj(id ->
                        new Event(0, new EventId(id, 0), List.of(ROOM), "moved", new byte[] {'1'}, eventAttributes))
                .toList();
        Batch batch = new Batch(0, new EventId(first - 1, 0), new EventId(ids[ids.length - 1], 0), events);
        hub.onBatch(batch, completedBatches::incrementAndGet);
    }

    long receivers() {
        return members.stream().filter(member -> !member.received.isEmpty()).count();
    }
}
