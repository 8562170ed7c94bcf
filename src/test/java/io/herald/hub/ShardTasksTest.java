package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ConnectionListener;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.log.DeliveryListener;
import io.herald.log.TailListener.Batch;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the periodic tasks of a shard when the outlet of a connection throws, which it must not do. */
class ShardTasksTest {

    private static final int UNLIMITED = 1_000;
    private static final Instant EPOCH = Instant.ofEpochMilli(1_000_000);

    private final FixedStreamConfig config = new FixedStreamConfig(UNLIMITED, 1);
    private Instant now = EPOCH;
    private final SteppedLoop loop = new SteppedLoop(this::nanos);
    private final InstantSource virtual = () -> now;
    private final HubEnvironment environment = new HubEnvironment(
            virtual.withZone(ZoneOffset.UTC), this::nanos, bound -> 0, () -> new FixedTimeSlice(() -> 10));
    private final SimulatedLog log =
            new SimulatedLog(new SimulatedLog.Settings(1, UNLIMITED, UNLIMITED, UNLIMITED), () -> 1);
    private final FaultyConnectionListener connectionListener = new FaultyConnectionListener();
    private final HubListeners hubListeners =
            new HubListeners(connectionListener, DeliveryListener.NONE, millis -> {}, DeliveryTracer.NONE);
    private final Hub hub = new Hub(new SimulatedLink(log, new Random(0)), config, environment, hubListeners);

    ShardTasksTest() {
        Channel channel = Channel.room("arena");
        hub.onBatch(
                new Batch(
                        0,
                        EventId.ZERO,
                        new EventId(1, 0),
                        List.of(new Event(
                                0,
                                new EventId(1, 0),
                                List.of(channel),
                                "moved",
                                new byte[] {'1'},
                                EventAttributes.DURABLE))),
                () -> {});
    }

    private long nanos() {
        return Duration.between(EPOCH, now).toNanos();
    }

    private void advance(Duration duration) {
        for (long ms = 0; ms < duration.toMillis(); ms += 100) {
            now = now.plusMillis(100);
            loop.runAll();
        }
    }

    @Test
    void a_faulty_connection_does_not_keep_others_open_after_their_tokens_expire() {
        RecordingOutlet faulty = connect(EPOCH.plusSeconds(10));
        RecordingOutlet sameTime = connect(EPOCH.plusSeconds(10));
        RecordingOutlet later = connect(EPOCH.plusSeconds(20));
        faulty.isCloseBroken = true;
        advance(Duration.ofSeconds(12));
        assertEquals(CloseReason.EXPIRED, sameTime.closeReason);
        advance(Duration.ofSeconds(10));
        assertEquals(CloseReason.EXPIRED, later.closeReason);
    }

    @Test
    void a_connection_whose_close_fails_is_closed_at_the_next_attempt() {
        connect(EPOCH.plusSeconds(10));
        connectionListener.isFaulty = true;
        advance(Duration.ofSeconds(12));
        assertEquals(1, hub.connections());
        connectionListener.isFaulty = false;
        advance(Duration.ofSeconds(2));
        assertEquals(0, hub.connections());
    }

    private static final class FaultyConnectionListener implements ConnectionListener {

        private boolean isFaulty;

        @Override
        public Uni<Boolean> allowsConnection(Caller caller) {
            return Uni.createFrom().item(true);
        }

        @Override
        public void connected(String connection, Caller caller, Collection<String> rooms) {}

        @Override
        public void roomFollowed(String connection, Caller caller, String room) {}

        @Override
        public void roomUnfollowed(String connection, Caller caller, String room) {}

        @Override
        public void disconnected(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {
            if (isFaulty) {
                throw new IllegalStateException("expected by the test");
            }
        }
    }

    private RecordingOutlet connect(Instant expiresAt) {
        Caller caller =
                new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, expiresAt, Instant.EPOCH, null);
        List<Channel> channels = List.of(Channel.user("alice"), Channel.EVERYONE);
        RecordingOutlet outlet = new RecordingOutlet(loop);
        outlet.connection = "c";
        hub.subscribe(
                outlet,
                new SubscriptionSpec(caller, channels, List.of(), new PreferenceFilter()),
                new StartPosition.Now());
        loop.runAll();
        return outlet;
    }
}
