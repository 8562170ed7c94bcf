package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.StartPosition;
import io.herald.redis.history.SimulatedLog;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A resume from a cursor below the window reads the histories once: the read that finds missing events is the first page. */
class ResumeReadsTest {

    private static final Channel ROOM = Channel.room("arena");
    private static final List<String> ALL = List.of("a", "b", "c", "d", "e");
    private static final Logger LOG = Logger.getLogger(Hub.class.getName());

    private final SmallInstance instance = new SmallInstance(ROOM, ALL.toArray(String[]::new));

    @BeforeEach
    void hush() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void unhush() {
        LOG.setLevel(null);
    }

    private RecordingOutlet connect(StartPosition startPosition) {
        RecordingOutlet outlet = instance.outlet();
        instance.hub.subscribe(outlet, TestSubscriptions.to(SmallInstance.channels("u", ROOM)), startPosition);
        return outlet;
    }

    private RecordingOutlet resume() {
        return connect(new StartPosition.After(instance.start));
    }

    @Test
    void one_read_serves_a_resume_of_one_page() {
        RecordingOutlet outlet = resume();
        instance.settle();
        assertTrue(outlet.readyEvent.recovered());
        assertEquals(ALL, outlet.events);
        assertEquals(1, instance.historyReads());
    }

    @Test
    void one_read_serves_a_rewind_of_one_page() {
        RecordingOutlet outlet = connect(StartPosition.Rewind.EARLIEST);
        instance.settle();
        assertEquals(ALL, outlet.events);
        assertEquals(1, instance.historyReads());
    }

    @Test
    void a_longer_resume_reads_each_page_once() {
        List<String> more = IntStream.range(0, 245).mapToObj(i -> "e" + i).toList();
        instance.publish(ROOM, more.toArray(String[]::new));
        RecordingOutlet outlet = resume();
        instance.settle();
        assertEquals(250, outlet.events.size());
        assertEquals(3, instance.historyReads());
    }

    @Test
    void a_full_socket_takes_the_page_when_it_drains() {
        RecordingOutlet outlet = instance.outlet();
        var subscription = instance.hub.subscribe(
                outlet,
                TestSubscriptions.to(SmallInstance.channels("u", ROOM)),
                new StartPosition.After(instance.start));
        outlet.full = true;
        instance.settle();
        assertEquals(List.of(), outlet.events);
        outlet.full = false;
        subscription.drained();
        instance.settle();
        assertEquals(ALL, outlet.events);
    }

    @Test
    void resumes_read_no_more_at_once_than_the_limit() {
        List<RecordingOutlet> outlets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            outlets.add(resume());
        }
        assertEquals(1, instance.historyReads());
        instance.settle();
        outlets.forEach(outlet -> assertEquals(ALL, outlet.events));
        assertEquals(3, instance.historyReads());
    }

    @Test
    void a_read_that_fails_ends_its_connection_and_no_other() {
        RecordingOutlet fails = resume();
        RecordingOutlet waits = resume();
        instance.failLogRequest();
        instance.settle();
        assertEquals(CloseReason.UNAVAILABLE, fails.closeReason);
        assertNull(waits.closeReason);
        assertEquals(ALL, waits.events);
    }

    /** The failure of the second read would otherwise be logged as dropped, with its stack trace. */
    @Test
    void reads_that_fail_in_two_partitions_end_the_connection_without_a_dropped_failure() {
        SimulatedLog log = new SimulatedLog(new SimulatedLog.Settings(2, 100, 100, 100_000), () -> 1);
        SimulatedInstance instance = new SimulatedInstance(
                log,
                new FixedStreamConfig(2, 2),
                new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10)),
                new Random(0));
        instance.settle();
        Channel room = IntStream.range(0, 100)
                .mapToObj(i -> Channel.room("room-" + i))
                .filter(channel -> log.partitionOf(channel) != log.partitionOf(Channel.user("u")))
                .findFirst()
                .orElseThrow();
        EventId beyond = new EventId(1_000, 0);
        SteppedLoop loop = instance.loops.get(0);
        RecordingOutlet outlet = new RecordingOutlet(loop);
        List<Throwable> dropped = new ArrayList<>();
        Infrastructure.setDroppedExceptionHandler(dropped::add);
        try {
            instance.hub.subscribe(
                    outlet,
                    TestSubscriptions.to(SmallInstance.channels("u", room)),
                    new StartPosition.After(Cursor.of(Map.of(0, beyond, 1, beyond))));
            loop.runAll();
            instance.link.failOneRequest();
            instance.link.failOneRequest();
            loop.runAll();
        } finally {
            Infrastructure.resetDroppedExceptionHandler();
        }
        assertEquals(CloseReason.UNAVAILABLE, outlet.closeReason);
        assertEquals(List.of(), dropped);
    }
}
