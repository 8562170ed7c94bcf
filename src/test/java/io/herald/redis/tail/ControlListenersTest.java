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
    void a_failover_of_many_partitions_makes_a_listener_read_everything_once() {
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
    void what_a_listener_has_cached_is_invalidated_at_once() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a")), delayed::add);
        listeners.missed();
        listeners.missed();
        assertEquals(2, invalidations);
        assertEquals(List.of(), calls);
    }

    @Test
    void hints_that_are_missed_after_that_make_it_read_everything_again() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a")), delayed::add);
        listeners.missed();
        delayed.poll().run();
        listeners.missed();
        delayed.poll().run();
        assertEquals(List.of("a missed", "a missed"), calls);
    }

    @Test
    void a_listener_that_throws_does_not_keep_the_others_from_reading() {
        ControlListener broken = new ControlListener() {
            @Override
            public String kind() {
                return "a";
            }

            @Override
            public void onControlMessage(ControlMessage controlMessage) {}

            @Override
            public void invalidate() {
                throw new IllegalStateException("broken on purpose");
            }

            @Override
            public void onMissed() {
                throw new IllegalStateException("broken on purpose");
            }
        };
        ControlListeners listeners = new ControlListeners(List.of(broken, listener("a")), delayed::add);
        listeners.missed();
        assertEquals(1, invalidations);
        delayed.poll().run();
        assertEquals(List.of("a missed"), calls);
    }

    @Test
    void a_hint_reaches_the_listeners_of_its_kind_at_once() {
        ControlListeners listeners = new ControlListeners(List.of(listener("a"), listener("b")), delayed::add);
        listeners.heard(new ControlMessage("b", Channel.EVERYONE, "look"));
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
