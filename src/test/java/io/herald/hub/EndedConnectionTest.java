package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.log.TailListener.Batch;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks that a connection counts until its file descriptor is closed. */
class EndedConnectionTest {

    private static final int UNLIMITED = 1_000;
    private static final Channel USER = Channel.user("alice");

    private final SteppedLoop loop = new SteppedLoop(() -> 0);
    private final HubEnvironment environment =
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10));
    private final SimulatedLog log =
            new SimulatedLog(new SimulatedLog.Settings(1, UNLIMITED, UNLIMITED, UNLIMITED), () -> 1);
    private final Hub hub =
            new Hub(new SimulatedLink(log, new Random(0)), new FixedStreamConfig(UNLIMITED, 1), environment);

    EndedConnectionTest() {
        EventId first = new EventId(1, 0);
        Event moved = new Event(0, first, List.of(USER), "moved", new byte[] {'1'}, EventAttributes.DURABLE);
        hub.onBatch(new Batch(0, EventId.ZERO, first, List.of(moved)), () -> {});
    }

    @Test
    void an_ended_connection_with_an_open_descriptor_counts_until_it_is_closed() {
        Subscription subscription = subscribe(true);
        hub.end(USER, caller -> true, CloseReason.EVICTED);
        loop.runAll();
        assertEquals(1, hub.connections());
        subscription.close();
        assertEquals(0, hub.connections());
        subscription.close();
        assertEquals(0, hub.connections());
    }

    @Test
    void any_other_connection_counts_until_it_ends() {
        Subscription subscription = subscribe(false);
        assertEquals(1, hub.connections());
        hub.end(USER, caller -> true, CloseReason.EVICTED);
        loop.runAll();
        assertEquals(0, hub.connections());
        subscription.close();
        assertEquals(0, hub.connections());
    }

    private Subscription subscribe(boolean mayOutliveClose) {
        RecordingOutlet outlet = new RecordingOutlet(loop);
        outlet.mayOutliveClose = mayOutliveClose;
        Subscription subscription =
                hub.subscribe(outlet, TestSubscriptions.to(List.of(USER, Channel.EVERYONE)), new StartPosition.Now());
        loop.runAll();
        return subscription;
    }
}
