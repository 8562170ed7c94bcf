package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.log.Append;
import io.herald.redis.history.SimulatedLog;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A user who leaves a room and is added again. The room is in a partition in which the user follows nothing else. */
class RejoinedRoomTest {

    private static final int PARTITIONS = 4;
    private static final int UNLIMITED = 1_000_000;
    private static final CursorFormat FORMAT = new CursorFormat(PARTITIONS);

    private final SimulatedLog log =
            new SimulatedLog(new SimulatedLog.Settings(PARTITIONS, UNLIMITED, UNLIMITED, UNLIMITED), () -> 1);
    private final SimulatedInstance instance = new SimulatedInstance(
            log,
            new FixedStreamConfig(2, 1),
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10)),
            new Random(0));
    private final Channel user = Channel.user("u");
    private final Channel room = IntStream.range(0, 100)
            .mapToObj(number -> Channel.room("r" + number))
            .filter(candidate -> log.partitionOf(candidate) != log.partitionOf(user))
            .findFirst()
            .orElseThrow();

    @Test
    void events_before_the_user_left_are_not_repeated() {
        Cursor member =
                connect(new StartPosition.Now(), room).receives("a", "b").leave();
        Cursor former = connect(new StartPosition.After(member)).receives().leave();
        connect(new StartPosition.After(former), room).receives("c").leave();
    }

    @Test
    void events_after_the_last_connection_are_delivered() {
        Cursor former = connect(new StartPosition.After(
                        connect(new StartPosition.Now(), room).receives("a").leave()))
                .leave();
        // More than the window holds.
        publish("b", "c", "d", "e");
        Connection again = connect(new StartPosition.After(former), room);
        instance.settle();
        assertEquals(List.of("b", "c", "d", "e"), again.outlet.events);
    }

    @Test
    void the_cursor_advances_in_a_partition_without_channels() {
        Cursor member = connect(new StartPosition.Now(), room).receives("a").leave();
        // More than the window holds.
        publish("b", "c", "d", "e");
        Connection former = connect(new StartPosition.After(member));
        instance.settle();
        assertTrue(former.outlet.readyEvent.recovered());
        assertEquals(0, instance.link.historyReads(), "no history is read");
        assertNotEquals(
                member.positionIn(log.partitionOf(room)),
                FORMAT.parse(former.subscription.cursor()).positionIn(log.partitionOf(room)));
    }

    @Test
    void a_position_beyond_the_log_in_a_partition_without_channels_causes_no_reset() {
        Cursor known = connect(new StartPosition.Now()).leave();
        Cursor beyond = known.with(log.partitionOf(room), new EventId(Long.MAX_VALUE / 2, 0));
        Connection resumed = connect(new StartPosition.After(beyond));
        assertTrue(resumed.outlet.readyEvent.recovered());
        assertEquals(List.of(), resumed.outlet.resets);
    }

    private Connection connect(StartPosition start, Channel... rooms) {
        instance.settle();
        RecordingOutlet outlet = new RecordingOutlet(instance.loops.get(0));
        Subscription subscription =
                instance.hub.subscribe(outlet, TestSubscriptions.to(SmallInstance.channels("u", rooms)), start);
        instance.settle();
        return new Connection(outlet, subscription);
    }

    private void publish(String... events) {
        for (String event : events) {
            instance.link.publish(new Append(List.of(room), event, new byte[] {'1'}, EventAttributes.DURABLE));
            instance.settle();
        }
    }

    private final class Connection {

        private final RecordingOutlet outlet;
        private final Subscription subscription;

        Connection(RecordingOutlet outlet, Subscription subscription) {
            this.outlet = outlet;
            this.subscription = subscription;
        }

        /** Publishes events to the room, and checks that the connection receives these and no others. */
        Connection receives(String... events) {
            publish(events);
            assertEquals(List.of(events), outlet.events);
            return this;
        }

        Cursor leave() {
            Cursor cursor = FORMAT.parse(subscription.cursor());
            subscription.close();
            instance.settle();
            return cursor;
        }
    }
}
