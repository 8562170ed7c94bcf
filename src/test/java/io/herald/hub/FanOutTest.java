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

/** Fans a batch out to more sockets than one time slice covers. */
class FanOutTest {

    private static final Channel ROOM = Channel.room("arena");
    private static final int UNLIMITED = 1_000;

    private static final Subscription.Followed JOINED = new Subscription.Followed() {
        @Override
        public void arrived() {}

        @Override
        public void failed(Throwable reason) {
            throw new AssertionError(reason);
        }
    };

    private final SteppedLoop loop = new SteppedLoop(() -> 0);
    private final HubEnvironment environment =
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10));
    private final SimulatedLog log =
            new SimulatedLog(new SimulatedLog.Settings(1, UNLIMITED, UNLIMITED, UNLIMITED), () -> 1);
    private final HubListeners hubListeners =
            new HubListeners(ConnectionListener.NONE, DeliveryListener.NONE, this::recordDuration, DeliveryTracer.NONE);
    private final Hub hub = new Hub(
            new SimulatedLink(log, new Random(0)), new FixedStreamConfig(UNLIMITED, 1), environment, hubListeners);
    private boolean recordingFails;
    private final AtomicInteger completedBatches = new AtomicInteger();
    private final List<Player> players =
            IntStream.range(0, 25).mapToObj(Player::new).toList();

    FanOutTest() {
        append(1);
        players.forEach(Player::join);
        loop.runAll();
    }

    private void recordDuration(long millis) {
        if (recordingFails) {
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
        hub.onBatch(batch, completedBatches::incrementAndGet);
    }

    private long receivers() {
        return players.stream().filter(player -> !player.received.isEmpty()).count();
    }

    @Test
    void other_tasks_of_the_loop_run_after_one_time_slice() {
        append(2);
        List<Long> receiversSoFar = new ArrayList<>();
        loop.execute(() -> receiversSoFar.add(receivers()));
        loop.runAll();
        assertEquals(List.of(10L), receiversSoFar);
        assertEquals(25, receivers());
    }

    @Test
    void a_batch_completes_when_the_last_socket_has_received_it() {
        int before = completedBatches.get();
        append(2);
        loop.step();
        assertEquals(before, completedBatches.get());
        loop.runAll();
        assertEquals(before + 1, completedBatches.get());
    }

    @Test
    void batches_that_arrive_during_a_fan_out_follow_in_order() {
        append(2);
        append(3, 4);
        append(5);
        loop.runAll();
        players.forEach(player -> assertEquals(List.of("2-0", "3-0", "4-0", "5-0"), player.received));
    }

    @Test
    void a_subscriber_that_waits_for_the_batch_keeps_the_cursor_before_it() {
        append(2);
        loop.step();
        assertEquals("2-0", players.get(0).subscription.cursor());
        assertEquals("1-0", players.get(24).subscription.cursor());
        loop.runAll();
        assertEquals("2-0", players.get(24).subscription.cursor());
    }

    @Test
    void a_subscriber_that_connects_during_a_fan_out_receives_the_events_after_its_cursor() {
        append(2);
        loop.step();
        Player newcomer = new Player(25);
        newcomer.join();
        append(3);
        loop.runAll();
        assertEquals("2-0", newcomer.readyCursor);
        assertEquals(List.of("3-0"), newcomer.received);
    }

    @Test
    void a_subscriber_that_leaves_the_room_during_a_fan_out_receives_the_batch_first() {
        append(2);
        loop.step();
        Player leaving = players.get(24);
        leaving.subscription.unfollow(ROOM);
        assertEquals(List.of("2-0"), leaving.received);
        append(3);
        loop.runAll();
        assertEquals(List.of("2-0"), leaving.received);
    }

    @Test
    void a_subscriber_that_joins_another_room_during_a_fan_out_misses_no_ephemeral_event() {
        append(EventAttributes.EPHEMERAL, 2);
        loop.step();
        Player joining = players.get(24);
        joining.subscription.follow(
                Channel.room("lobby"), new StartPosition.Rewind(Duration.ofSeconds(1)), null, JOINED);
        loop.runAll();
        assertEquals(List.of(""), joining.received);
    }

    @Test
    void a_subscriber_that_becomes_full_during_a_fan_out_receives_the_batch_later_and_once() {
        append(2);
        loop.step();
        Player slow = players.get(24);
        slow.full = true;
        loop.runAll();
        assertEquals(List.of(), slow.received);
        append(3);
        loop.runAll();
        slow.full = false;
        slow.subscription.drained();
        loop.runAll();
        assertEquals(List.of("2-0", "3-0"), slow.received);
    }

    @Test
    void a_subscriber_that_disconnects_during_a_fan_out_does_not_delay_the_others() {
        append(2);
        loop.step();
        players.get(20).subscription.close();
        loop.runAll();
        assertEquals(List.of(), players.get(20).received);
        assertEquals(24, receivers());
    }

    @Test
    void a_write_failure_closes_the_connection_and_does_not_delay_the_others() {
        Player broken = players.get(3);
        broken.broken = true;
        append(2);
        append(3);
        loop.runAll();
        assertEquals(List.of(), broken.received);
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
        players.stream()
                .filter(player -> player != broken)
                .forEach(player -> assertEquals(List.of("2-0", "3-0"), player.received));
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, AssertionError.class})
    void after_a_failed_fan_out_all_subscribers_read_the_batch_again_and_receive_it_once(
            Class<? extends Throwable> fault) throws Exception {
        players.get(3).framingFault = fault.getDeclaredConstructor().newInstance();
        append(2);
        append(3);
        loop.runAll();
        players.forEach(player -> assertEquals(List.of("2-0", "3-0"), player.received));
        assertEquals(3, completedBatches.get());
    }

    @Test
    void an_outlet_whose_is_full_throws_is_closed_and_does_not_delay_the_others() {
        Player broken = players.get(3);
        broken.isFullFails = true;
        append(2);
        append(3);
        loop.runAll();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
        players.stream()
                .filter(player -> player != broken)
                .forEach(player -> assertEquals(List.of("2-0", "3-0"), player.received));
    }

    @Test
    void an_observer_that_throws_does_not_stop_the_fan_out() {
        recordingFails = true;
        append(2);
        append(3);
        for (int step = 0; step < 100; step++) {
            loop.step();
        }
        players.forEach(player -> assertEquals(List.of("2-0", "3-0"), player.received));
        assertEquals(3, completedBatches.get());
    }

    @Test
    void a_defect_that_closes_all_connections_is_logged_with_one_stack_trace() {
        players.forEach(player -> player.broken = true);
        try (CapturedLog captured = CapturedLog.of("io.herald.hub")) {
            append(2);
            loop.runAll();
            assertEquals(
                    List.of(
                            "ERROR subscriber.failed transport=sse repeatsBefore=0",
                            "ERROR subscriber.failed transport=sse repeats=10 reason=java.lang.IllegalStateException"),
                    captured.lines());
        }
    }

    @Test
    void an_ephemeral_delivery_follows_the_batches_before_it() {
        append(2);
        hub.deliverEphemeral(ROOM, "noted", new byte[] {'1'});
        loop.runAll();
        players.forEach(player -> assertEquals(List.of("2-0", ""), player.received));
        assertTrue(
                players.stream().allMatch(player -> player.subscription.cursor().equals("2-0")));
        assertFalse(players.isEmpty());
    }

    private final class Player implements Outlet {
        private final int number;
        private final List<String> received = new ArrayList<>();
        private Subscription subscription;
        private String readyCursor;
        private boolean full;
        private boolean broken;
        private boolean isFullFails;
        private @Nullable Throwable framingFault;
        private CloseReason closeReason;

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
        public void caughtUp() {}

        @Override
        public void close(CloseReason closeReason) {
            this.closeReason = closeReason;
        }
    }
}
