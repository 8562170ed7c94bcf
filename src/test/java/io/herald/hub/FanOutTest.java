package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ConnectionListener;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import io.herald.log.DeliveryListener;
import io.herald.log.TailListener.Batch;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import io.herald.testing.CapturedLog;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch for more sockets than a turn is long. */
class FanOutTest {

    private static final Channel ROOM = Channel.room("arena");
    private static final int LONG = 1_000;

    private static final Subscription.Followed JOINED = new Subscription.Followed() {
        @Override
        public void arrived() {}

        @Override
        public void failed(Throwable reason) {
            throw new AssertionError(reason);
        }
    };

    private final SteppedLoop loop = new SteppedLoop(() -> 0);
    private final Environment environment =
            new Environment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10));
    private final SimulatedLog log = new SimulatedLog(new SimulatedLog.Settings(1, LONG, LONG, LONG), () -> 1);
    private final HubListeners hubListeners =
            new HubListeners(ConnectionListener.NONE, DeliveryListener.NONE, this::took, DeliveryTracer.NONE);
    private final Hub hub =
            new Hub(new SimulatedLink(log, new Random(0)), new FixedStreamConfig(LONG, 1), environment, hubListeners);
    private boolean timesFail;
    private final AtomicInteger dealtWith = new AtomicInteger();
    private final List<Player> players =
            IntStream.range(0, 25).mapToObj(Player::new).toList();

    FanOutTest() {
        append(1);
        players.forEach(Player::join);
        loop.runAll();
    }

    private void took(long millis) {
        if (timesFail) {
            throw new AssertionError("expected by the test");
        }
    }

    private void append(long... ids) {
        append(EventAttributes.DURABLE, ids);
    }

    private void append(EventAttributes eventAttributes, long... ids) {
        long first = ids[0];
        List<Event> events = Arrays.stream(ids)
                .mapToObj(id ->
                        new Event(0, new EventId(id, 0), List.of(ROOM), "moved", new byte[] {'1'}, eventAttributes))
                .toList();
        Batch batch = new Batch(0, new EventId(first - 1, 0), new EventId(ids[ids.length - 1], 0), events);
        hub.onBatch(batch, dealtWith::incrementAndGet);
    }

    private long served() {
        return players.stream().filter(player -> !player.had.isEmpty()).count();
    }

    @Test
    void what_comes_meanwhile_is_heard_after_a_few_of_the_sockets() {
        append(2);
        List<Long> seen = new ArrayList<>();
        loop.execute(() -> seen.add(served()));
        loop.runAll();
        assertEquals(List.of(10L), seen);
        assertEquals(25, served());
    }

    @Test
    void a_batch_is_dealt_with_when_the_last_socket_has_it() {
        int before = dealtWith.get();
        append(2);
        loop.step();
        assertEquals(before, dealtWith.get());
        loop.runAll();
        assertEquals(before + 1, dealtWith.get());
    }

    @Test
    void batches_that_come_meanwhile_wait_for_their_turn() {
        append(2);
        append(3, 4);
        append(5);
        loop.runAll();
        players.forEach(player -> assertEquals(List.of("2-0", "3-0", "4-0", "5-0"), player.had));
    }

    @Test
    void who_is_still_to_get_it_is_told_no_cursor_behind_it() {
        append(2);
        loop.step();
        assertEquals("2-0", players.get(0).subscription.cursor());
        assertEquals("1-0", players.get(24).subscription.cursor());
        loop.runAll();
        assertEquals("2-0", players.get(24).subscription.cursor());
    }

    @Test
    void who_comes_meanwhile_gets_what_is_behind_the_cursor_that_they_are_told() {
        append(2);
        loop.step();
        Player late = new Player(25);
        late.join();
        append(3);
        loop.runAll();
        assertEquals("2-0", late.began);
        assertEquals(List.of("3-0"), late.had);
    }

    @Test
    void who_leaves_the_room_meanwhile_gets_it_before_they_have_left() {
        append(2);
        loop.step();
        Player leaving = players.get(24);
        leaving.subscription.unfollow(ROOM);
        assertEquals(List.of("2-0"), leaving.had);
        append(3);
        loop.runAll();
        assertEquals(List.of("2-0"), leaving.had);
    }

    @Test
    void who_joins_another_room_meanwhile_misses_nothing_that_nobody_keeps() {
        append(EventAttributes.EPHEMERAL, 2);
        loop.step();
        Player joining = players.get(24);
        joining.subscription.follow(
                Channel.room("lobby"), new StartPosition.Rewind(Duration.ofSeconds(1)), null, JOINED);
        loop.runAll();
        assertEquals(List.of(""), joining.had);
    }

    @Test
    void who_takes_no_more_meanwhile_gets_it_later_and_once() {
        append(2);
        loop.step();
        Player slow = players.get(24);
        slow.full = true;
        loop.runAll();
        assertEquals(List.of(), slow.had);
        append(3);
        loop.runAll();
        slow.full = false;
        slow.subscription.drained();
        loop.runAll();
        assertEquals(List.of("2-0", "3-0"), slow.had);
    }

    @Test
    void who_goes_meanwhile_gets_nothing_and_holds_nobody_up() {
        append(2);
        loop.step();
        players.get(20).subscription.close();
        loop.runAll();
        assertEquals(List.of(), players.get(20).had);
        assertEquals(24, served());
    }

    @Test
    void who_cannot_be_written_to_is_ended_and_holds_nobody_up() {
        Player broken = players.get(3);
        broken.broken = true;
        append(2);
        append(3);
        loop.runAll();
        assertEquals(List.of(), broken.had);
        assertEquals(CloseReason.UNAVAILABLE, broken.ended);
        players.stream()
                .filter(player -> player != broken)
                .forEach(player -> assertEquals(List.of("2-0", "3-0"), player.had));
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, AssertionError.class})
    void what_could_not_be_offered_to_everybody_is_read_again_by_all_and_had_once(Class<? extends Throwable> fault)
            throws Exception {
        players.get(3).framingFault = fault.getDeclaredConstructor().newInstance();
        append(2);
        append(3);
        loop.runAll();
        players.forEach(player -> assertEquals(List.of("2-0", "3-0"), player.had));
        assertEquals(3, dealtWith.get());
    }

    @Test
    void an_outlet_that_cannot_tell_whether_it_is_full_is_ended_and_holds_nobody_up() {
        Player broken = players.get(3);
        broken.fullnessFails = true;
        append(2);
        append(3);
        loop.runAll();
        assertEquals(CloseReason.UNAVAILABLE, broken.ended);
        players.stream()
                .filter(player -> player != broken)
                .forEach(player -> assertEquals(List.of("2-0", "3-0"), player.had));
    }

    @Test
    void an_observer_that_throws_each_time_holds_nobody_up() {
        timesFail = true;
        append(2);
        append(3);
        for (int step = 0; step < 100; step++) {
            loop.step();
        }
        players.forEach(player -> assertEquals(List.of("2-0", "3-0"), player.had));
        assertEquals(3, dealtWith.get());
    }

    @Test
    void a_defect_that_ends_all_connections_is_logged_with_one_stack_trace() {
        players.forEach(player -> player.broken = true);
        try (CapturedLog logged = CapturedLog.of("io.herald.hub")) {
            append(2);
            loop.runAll();
            assertEquals(
                    List.of(
                            "ERROR subscriber.failed transport=sse repeatsBefore=0",
                            "ERROR subscriber.failed transport=sse repeats=10 reason=java.lang.IllegalStateException"),
                    logged.lines());
        }
    }

    @Test
    void what_is_in_no_log_is_told_behind_what_is() {
        append(2);
        hub.deliverEphemeral(ROOM, "noted", new byte[] {'1'});
        loop.runAll();
        players.forEach(player -> assertEquals(List.of("2-0", ""), player.had));
        assertTrue(
                players.stream().allMatch(player -> player.subscription.cursor().equals("2-0")));
        assertFalse(players.isEmpty());
    }

    private final class Player implements Outlet {
        private final int number;
        private final List<String> had = new ArrayList<>();
        private Subscription subscription;
        private String began;
        private boolean full;
        private boolean broken;
        private boolean fullnessFails;
        private @Nullable Throwable framingFault;
        private CloseReason ended;

        Player(int number) {
            this.number = number;
        }

        void join() {
            List<Channel> channels = List.of(Channel.user("u" + number), ROOM, Channel.EVERYONE);
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
            if (fullnessFails) {
                throw new AssertionError("expected by the test");
            }
            return full;
        }

        @Override
        public void ready(ReadyEvent readyEvent) {
            began = readyEvent.cursor();
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
            LineFrameEncoder.read(frames).forEach(line -> had.add(line.id()));
        }

        @Override
        public void caughtUp() {}

        @Override
        public void close(CloseReason closeReason) {
            ended = closeReason;
        }
    }
}
