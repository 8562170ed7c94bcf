package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.transport.StartPosition;
import io.herald.log.TailListener.Batch;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hands a batch over to two event loops of which one rejects its task. */
class HubHandOverTest {

    private static final int UNLIMITED = 1_000;
    private static final Channel ROOM = Channel.room("arena");

    private final List<SteppedLoop> loops = List.of(new SteppedLoop(() -> 0), new SteppedLoop(() -> 0));
    private final HubEnvironment environment =
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10));
    private final SimulatedLog log =
            new SimulatedLog(new SimulatedLog.Settings(1, UNLIMITED, UNLIMITED, UNLIMITED), () -> 1);
    private final Hub hub =
            new Hub(new SimulatedLink(log, new Random(0)), new FixedStreamConfig(UNLIMITED, 1), environment);
    private final List<RecordingOutlet> outlets =
            loops.stream().map(RecordingOutlet::new).toList();

    HubHandOverTest() {
        handOver("a", 1);
        outlets.forEach(outlet -> hub.subscribe(
                outlet, TestSubscriptions.to(SmallInstance.channels("u", ROOM)), new StartPosition.Now()));
        runAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void the_other_loop_delivers_at_once_and_the_rejecting_one_catches_up_with_the_next_batch(int faulty) {
        loops.get(faulty).rejecting = true;
        assertThrows(RejectedExecutionException.class, () -> handOver("b", 2));
        runAll();
        assertEquals(List.of("b"), outlets.get(1 - faulty).events);
        loops.get(faulty).rejecting = false;
        EventId position = new EventId(2, 0);
        hub.onBatch(new Batch(0, position, position, List.of()), () -> {});
        handOver("c", 3);
        runAll();
        outlets.forEach(outlet -> assertEquals(List.of("b", "c"), outlet.events));
    }

    private void handOver(String name, long ms) {
        EventId id = new EventId(ms, 0);
        Event event = new Event(0, id, List.of(ROOM), name, new byte[] {'1'}, EventAttributes.DURABLE);
        hub.onBatch(new Batch(0, new EventId(ms - 1, 0), id, List.of(event)), () -> {});
    }

    private void runAll() {
        loops.forEach(SteppedLoop::runAll);
    }
}
