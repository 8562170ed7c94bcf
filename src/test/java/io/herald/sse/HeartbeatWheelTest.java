package io.herald.sse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.loop.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeartbeatWheelTest {

    private static final Duration INTERVAL = Duration.ofSeconds(20);

    private final ManualLoop loop = new ManualLoop();
    private final HeartbeatWheel wheel = new HeartbeatWheel(loop, INTERVAL);

    private final class Client implements HeartbeatWheel.Member {

        private final List<Long> heartbeats = new ArrayList<>();
        private boolean isFaulty;

        Client() {
            wheel.add(this);
        }

        @Override
        public void heartbeat() {
            if (isFaulty) {
                throw new IllegalStateException("expected by the test");
            }
            heartbeats.add(loop.nanoTime());
        }
    }

    @Test
    void a_client_receives_one_heartbeat_per_interval() {
        Client client = new Client();
        loop.advance(INTERVAL.multipliedBy(5));
        assertEquals(5, client.heartbeats.size());
        for (int i = 1; i < 5; i++) {
            assertEquals(INTERVAL.toNanos(), client.heartbeats.get(i) - client.heartbeats.get(i - 1));
        }
    }

    @Test
    void the_first_heartbeat_is_at_most_one_tick_earlier_than_an_interval() {
        loop.advance(Duration.ofMillis(5_500));
        long added = loop.nanoTime();
        Client client = new Client();
        loop.advance(INTERVAL);
        long first = client.heartbeats.get(0) - added;
        assertTrue(
                first <= INTERVAL.toNanos() && first > INTERVAL.minusSeconds(1).toNanos(), () -> "after " + first);
    }

    @Test
    void clients_added_at_different_times_receive_heartbeats_at_different_times() {
        Client early = new Client();
        loop.advance(Duration.ofSeconds(7));
        Client late = new Client();
        loop.advance(INTERVAL.multipliedBy(2));
        assertEquals(Duration.ofSeconds(7).toNanos(), late.heartbeats.get(0) - early.heartbeats.get(0));
    }

    @Test
    void heartbeats_continue_after_one_has_thrown() {
        Client faulty = new Client();
        Client other = new Client();
        faulty.isFaulty = true;
        loop.advance(INTERVAL);
        assertEquals(1, other.heartbeats.size());
        faulty.isFaulty = false;
        loop.advance(INTERVAL);
        assertEquals(1, faulty.heartbeats.size());
        assertEquals(2, other.heartbeats.size());
    }

    @Test
    void a_removed_client_receives_no_more_heartbeats() {
        Client removed = new Client();
        Client other = new Client();
        loop.advance(INTERVAL);
        wheel.remove(removed);
        loop.advance(INTERVAL.multipliedBy(2));
        assertEquals(1, removed.heartbeats.size());
        assertEquals(3, other.heartbeats.size());
    }

    @Test
    void an_interval_shorter_than_a_tick_is_kept() {
        Duration interval = Duration.ofMillis(50);
        HeartbeatWheel fast = new HeartbeatWheel(loop, interval);
        List<Long> beats = new ArrayList<>();
        fast.add(() -> beats.add(loop.nanoTime()));
        loop.advance(interval.multipliedBy(4));
        assertEquals(4, beats.size());
    }
}
