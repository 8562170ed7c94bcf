package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.event.Traits;
import io.herald.hub.encoding.Framing;
import io.herald.hub.filters.Filter;
import io.herald.hub.telemetry.DeliveryTraces;
import io.herald.hub.transport.Attendance;
import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Listening;
import io.herald.hub.transport.Opening;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.Reset;
import io.herald.hub.transport.Start;
import io.herald.hub.transport.Transport;
import io.herald.log.DeliveryFacts;
import io.herald.log.TailListener.Batch;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a shard does periodically, where a connection's outlet throws although it must not. */
class ShardTasksTest {

    private static final int LONG = 1_000;
    private static final Instant EPOCH = Instant.ofEpochMilli(1_000_000);

    private final FixedStreamConfig config = new FixedStreamConfig(LONG, 1);
    private Instant now = EPOCH;
    private final SteppedLoop loop = new SteppedLoop(this::nanos);
    private final InstantSource virtual = () -> now;
    private final Chance chance =
            new Chance(virtual.withZone(ZoneOffset.UTC), this::nanos, bound -> 0, () -> new CountedShare(() -> 10));
    private final SimulatedLog log = new SimulatedLog(new SimulatedLog.Settings(1, LONG, LONG, LONG), () -> 1);
    private final FaultyAttendance attendance = new FaultyAttendance();
    private final Observers observers =
            new Observers(attendance, DeliveryFacts.NONE, millis -> {}, DeliveryTraces.NONE);
    private final Hub hub = new Hub(new SimulatedLink(log, new Random(0)), config, chance, observers);

    ShardTasksTest() {
        Channel channel = Channel.room("arena");
        hub.events(
                new Batch(
                        0,
                        EventId.ZERO,
                        new EventId(1, 0),
                        List.of(new Event(
                                0, new EventId(1, 0), List.of(channel), "moved", new byte[] {'1'}, Traits.DURABLE))),
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
    void tokens_that_expire_with_that_of_a_faulty_connection_end_and_so_do_those_after_it() {
        Client faulty = new Client(EPOCH.plusSeconds(10));
        Client sameTime = new Client(EPOCH.plusSeconds(10));
        Client later = new Client(EPOCH.plusSeconds(20));
        faulty.throwsOnEnd = true;
        advance(Duration.ofSeconds(12));
        assertEquals(List.of(Ending.EXPIRED), sameTime.endings);
        advance(Duration.ofSeconds(10));
        assertEquals(List.of(Ending.EXPIRED), later.endings);
    }

    @Test
    void a_connection_whose_end_has_failed_ends_at_the_next_attempt() {
        Client faulty = new Client(EPOCH.plusSeconds(10));
        attendance.isFaulty = true;
        advance(Duration.ofSeconds(12));
        assertEquals(1, hub.connections());
        attendance.isFaulty = false;
        advance(Duration.ofSeconds(2));
        assertEquals(0, hub.connections());
    }

    private static final class FaultyAttendance implements Attendance {

        private boolean isFaulty;

        @Override
        public Uni<Boolean> hasRoomFor(Caller caller) {
            return Uni.createFrom().item(true);
        }

        @Override
        public void came(String connection, Caller caller, Collection<String> rooms) {}

        @Override
        public void entered(String connection, Caller caller, String room) {}

        @Override
        public void left(String connection, Caller caller, String room) {}

        @Override
        public void went(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {
            if (isFaulty) {
                throw new IllegalStateException("expected by the test");
            }
        }
    }

    private final class Client implements Outlet {

        private final List<Ending> endings = new ArrayList<>();
        private boolean throwsOnEnd;

        Client(Instant expiresAt) {
            Caller caller =
                    new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, expiresAt, Instant.EPOCH, null);
            List<Channel> channels = List.of(Channel.user("alice"), Channel.EVERYONE);
            hub.subscribe(this, new Listening(caller, channels, List.of(), new Filter()), new Start.Now());
            loop.runAll();
        }

        @Override
        public String connection() {
            return "c";
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
            return false;
        }

        @Override
        public void ready(Opening opening) {}

        @Override
        public void reset(Reset reset) {}

        @Override
        public void write(ByteBuf frames) {}

        @Override
        public void caughtUp() {}

        @Override
        public void end(Ending ending) {
            if (throwsOnEnd) {
                throw new IllegalStateException("expected by the test");
            }
            endings.add(ending);
        }
    }
}
