package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.event.Channel;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatchUpReaderTest {

    private static final Channel ROOM = Channel.room("arena");
    private static final List<String> ALL = List.of("a", "b", "c", "d", "e");
    private static final Logger LOG = Logger.getLogger(Hub.class.getName());

    private final SmallInstance instance = new SmallInstance(ROOM, ALL.toArray(String[]::new));

    @BeforeEach
    void muteLog() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void unmuteLog() {
        LOG.setLevel(null);
    }

    private Subscription connect(RecordingOutlet outlet) {
        SubscriptionSpec subscriptionSpec = TestSubscriptions.to(SmallInstance.channels("u", ROOM));
        return instance.hub.subscribe(outlet, subscriptionSpec, new StartPosition.After(instance.start));
    }

    @Test
    void waiting_subscribers_that_disconnect_do_not_delay_the_others() {
        List<Subscription> waiting = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            waiting.add(connect(instance.outlet()));
        }
        instance.answerLog();
        instance.runLoop();
        waiting.forEach(Subscription::close);
        RecordingOutlet connected = instance.outlet();
        connect(connected);
        instance.settle();
        assertEquals(ALL, connected.events);
    }

    @Test
    void a_waiting_subscriber_is_served_before_the_next_page_of_another() {
        // The history has three pages.
        instance.publish(ROOM, IntStream.range(0, 250).mapToObj(i -> "e" + i).toArray(String[]::new));
        List<RecordingOutlet> outlets = new ArrayList<>();
        List<Integer> served = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            outlets.add(instance.outlet());
            connect(outlets.get(i));
        }
        for (int read = 0; read < 3; read++) {
            instance.answerLog();
            instance.runLoop();
            served.add((int) outlets.stream().filter(o -> !o.events.isEmpty()).count());
        }
        assertEquals(List.of(1, 2, 3), served);
    }

    @Test
    void a_write_failure_of_the_first_page_of_a_history_closes_the_connection() {
        RecordingOutlet broken = instance.outlet();
        broken.isWriteBroken = true;
        connect(broken);
        instance.settle();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
    }

    @Test
    void a_write_failure_during_catch_up_from_a_history_closes_the_connection() {
        // Of three pages.
        instance.publish(ROOM, IntStream.range(0, 250).mapToObj(i -> "e" + i).toArray(String[]::new));
        RecordingOutlet broken = instance.outlet();
        connect(broken);
        instance.answerLog();
        instance.runLoop();
        broken.broken = true;
        instance.settle();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
    }

    @Test
    void a_write_failure_during_catch_up_from_the_window_closes_the_connection() {
        RecordingOutlet broken = instance.outlet();
        Subscription subscription = connect(broken);
        instance.settle();
        broken.full = true;
        instance.publish(ROOM, "f");
        broken.full = false;
        broken.broken = true;
        subscription.drained();
        instance.settle();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
    }

    @Test
    void a_write_failure_during_the_replay_of_a_room_closes_the_connection() {
        RecordingOutlet broken = instance.outlet();
        SubscriptionSpec subscriptionSpec = TestSubscriptions.to(SmallInstance.channels("u"));
        Subscription subscription = instance.hub.subscribe(broken, subscriptionSpec, new StartPosition.Now());
        broken.broken = true;
        subscription.follow(ROOM, new StartPosition.After(instance.start), null, new RecordedFollow());
        instance.settle();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
    }

    @Test
    void a_failure_to_send_ready_closes_the_connection() {
        RecordingOutlet broken = instance.outlet();
        broken.broken = true;
        connect(broken);
        instance.settle();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
    }

    @Test
    void after_a_failed_subscriber_the_next_one_catches_up() {
        RecordingOutlet broken = instance.outlet();
        RecordingOutlet next = instance.outlet();
        connect(broken);
        connect(next);
        instance.answerLog();
        instance.runLoop();
        broken.broken = true;
        instance.settle();
        assertEquals(ALL, next.events);
        assertNull(next.closeReason);
    }
}
