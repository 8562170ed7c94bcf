package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlListenersTest {

    private final ArrayDeque<Runnable> delayed = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private int invalidations;

    @Test
    void a_failover_of_many_partitions_causes_one_full_read_per_listener() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a"), listener("b")), delayed::add);
        for (int partition = 0; partition < 16; partition++) {
            listeners.missed();
        }
        delayed.poll().run();
        calls.sort(null);
        assertEquals(List.of("a missed", "b missed"), calls);
        assertEquals(0, delayed.size());
    }

    @Test
    void the_cache_of_a_listener_is_invalidated_immediately() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a")), delayed::add);
        listeners.missed();
        listeners.missed();
        assertEquals(2, invalidations);
        assertEquals(List.of(), calls);
    }

    @Test
    void later_missed_messages_cause_another_full_read() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a")), delayed::add);
        listeners.missed();
        delayed.poll().run();
        listeners.missed();
        delayed.poll().run();
        assertEquals(List.of("a missed", "a missed"), calls);
    }

    @Test
    void a_listener_that_throws_does_not_prevent_the_read_of_the_others() {
        ControlListener broken = new ControlListener() {
            @Override
            public String kind() {
                return "a";
            }

            @Override
            public void onControlMessage(ControlMessage controlMessage) {}

            @Override
            public void invalidate() {
                throw new IllegalStateException("expected by the test");
            }

            @Override
            public void onMissed() {
                throw new IllegalStateException("expected by the test");
            }
        };
        ControlListeners listeners = new ControlListeners(List.of(broken, listener("a")), delayed::add);
        listeners.missed();
        assertEquals(1, invalidations);
        delayed.poll().run();
        assertEquals(List.of("a missed"), calls);
    }

    @Test
    void a_control_message_reaches_the_listeners_of_its_kind_immediately() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a"), listener("b")), delayed::add);
        listeners.received(new ControlMessage("b", Channel.EVERYONE, "look"));
        assertEquals(List.of("b look"), calls);
    }

    private ControlListener listener(String kind) {
        return new ControlListener() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public void onControlMessage(ControlMessage controlMessage) {
                calls.add(kind + " " + controlMessage.detail());
            }

            @Override
            public void invalidate() {
                invalidations++;
            }

            @Override
            public void onMissed() {
                calls.add(kind + " missed");
            }
        };
    }
}
