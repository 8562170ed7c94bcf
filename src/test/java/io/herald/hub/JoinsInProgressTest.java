package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each join of a room is answered once, whatever happens while another join of the room reads its history. */
class JoinsInProgressTest {

    private static final Channel ROOM = Channel.room("arena");
    private static final List<String> ALL = List.of("a", "b", "c", "d", "e");

    private final SmallInstance instance = new SmallInstance(ROOM, "a", "b", "c", "d", "e");
    private final RecordingOutlet outlet = instance.outlet();
    private final RecordedFollow first = new RecordedFollow();
    private final RecordedFollow second = new RecordedFollow();

    private Subscription connect(StartPosition startPosition) {
        Subscription subscription =
                instance.hub.subscribe(outlet, TestSubscriptions.to(SmallInstance.channels("alice")), startPosition);
        instance.settle();
        return subscription;
    }

    private void joinFromStart(Subscription subscription, RecordedFollow outcome) {
        subscription.follow(ROOM, new StartPosition.After(instance.start), null, outcome);
    }

    @Test
    void a_reset_that_fills_the_socket_is_sent_once_and_the_events_follow_when_the_socket_drains() {
        SmallInstance trimmed = new SmallInstance(3, ROOM, "a", "b", "c", "d", "e");
        RecordingOutlet slow = trimmed.outlet();
        slow.isFilledByReset = true;
        Subscription subscription = trimmed.hub.subscribe(
                slow, TestSubscriptions.to(SmallInstance.channels("alice")), new StartPosition.Now());
        trimmed.settle();
        subscription.follow(ROOM, new StartPosition.After(trimmed.start), null, first);
        trimmed.settle();
        assertEquals(List.of(), slow.events);
        slow.full = false;
        subscription.drained();
        trimmed.settle();
        assertEquals(List.of("c", "d", "e"), slow.events);
        assertEquals(1, slow.resets.size());
        assertEquals(List.of("arrived"), first.answers);
    }

    /** A room that is followed from now on has nothing to report. The next join has. */
    @Test
    void a_join_reports_missing_events_also_after_the_room_was_followed_from_now_on() {
        SmallInstance trimmed = new SmallInstance(3, ROOM, "a", "b", "c", "d", "e");
        RecordingOutlet slow = trimmed.outlet();
        Subscription subscription = trimmed.hub.subscribe(
                slow, TestSubscriptions.to(SmallInstance.channels("alice")), new StartPosition.After(trimmed.start));
        slow.full = true;
        trimmed.settle();
        subscription.follow(ROOM, new StartPosition.Now(), null, first);
        subscription.unfollow(ROOM);
        subscription.follow(ROOM, new StartPosition.After(trimmed.start), null, second);
        slow.full = false;
        subscription.drained();
        trimmed.settle();
        assertEquals(1, slow.resets.size());
        assertEquals(List.of("c", "d", "e"), slow.events);
    }

    @Test
    void a_second_join_from_a_cursor_is_answered() {
        Subscription subscription = connect(new StartPosition.Now());
        joinFromStart(subscription, first);
        joinFromStart(subscription, second);
        instance.settle();
        assertEquals(List.of("arrived"), first.answers);
        assertEquals(List.of("arrived"), second.answers);
        assertFollowsOnce(subscription);
    }

    @Test
    void a_second_join_from_now_is_answered_and_the_first_replays_the_rest() {
        Subscription subscription = connect(new StartPosition.Now());
        joinFromStart(subscription, first);
        subscription.follow(ROOM, new StartPosition.Now(), null, second);
        assertEquals(List.of("arrived"), second.answers);
        instance.settle();
        assertEquals(List.of("arrived"), first.answers);
        assertEquals(ALL, outlet.events);
        assertFollowsOnce(subscription);
    }

    @Test
    void a_second_join_is_answered_when_the_log_fails_the_first() {
        Subscription subscription = connect(new StartPosition.Now());
        joinFromStart(subscription, first);
        joinFromStart(subscription, second);
        instance.failLogRequest();
        instance.settle();
        assertEquals(List.of("unavailable"), first.answers);
        assertEquals(List.of("arrived"), second.answers);
        assertEquals(ALL, outlet.events);
        assertFollowsOnce(subscription);
    }

    @Test
    void a_join_after_a_leave_is_answered_and_the_join_before_it_fails() {
        Subscription subscription = connect(new StartPosition.Now());
        joinFromStart(subscription, first);
        subscription.leaveRoom(ROOM);
        joinFromStart(subscription, second);
        instance.settle();
        assertEquals(List.of("You may no longer follow room:arena."), first.answers);
        assertEquals(List.of("arrived"), second.answers);
        assertEquals(ALL, outlet.events);
        assertFollowsOnce(subscription);
    }

    @Test
    void a_connection_that_is_closed_in_a_join_receives_nothing_more() {
        Subscription subscription = connect(new StartPosition.Now());
        joinFromStart(subscription, first);
        joinFromStart(subscription, second);
        subscription.close();
        instance.settle();
        instance.publish(ROOM, "f");
        assertEquals(List.of(), outlet.events);
        assertEquals(List.of(), first.answers);
        assertEquals(List.of(), second.answers);
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_second_join_waits_for_a_full_socket_and_is_answered_when_it_drains() {
        Subscription subscription = connect(new StartPosition.Now());
        joinFromStart(subscription, first);
        joinFromStart(subscription, second);
        outlet.full = true;
        instance.settle();
        assertEquals(List.of(), second.answers);
        outlet.full = false;
        subscription.drained();
        instance.settle();
        assertEquals(List.of("arrived"), first.answers);
        assertEquals(List.of("arrived"), second.answers);
    }

    /** A join from an unknown cursor replays what is stored, after a reset. */
    @Test
    void a_join_from_an_unknown_cursor_is_answered() {
        Subscription subscription = connect(new StartPosition.Now());
        subscription.follow(ROOM, new StartPosition.Unknown(), null, first);
        instance.settle();
        assertEquals(List.of("arrived"), first.answers);
        assertEquals(ALL, outlet.events);
    }

    /** The client comes from an instance that has read more. Its cursor is after the window of this instance. */
    @Test
    void a_join_by_a_client_that_is_ahead_of_the_instance_replays_what_the_instance_has_not_read() {
        Cursor ahead = instance.publishUnread(ROOM, "f");
        Subscription subscription = instance.hub.subscribe(
                outlet, TestSubscriptions.to(SmallInstance.channels("alice")), new StartPosition.After(ahead));
        instance.answerLog();
        instance.runLoop();
        subscription.follow(ROOM, new StartPosition.After(instance.latest), null, first);
        instance.answerLog();
        instance.runLoop();
        instance.settle();
        assertEquals(List.of("arrived"), first.answers);
        assertEquals(List.of("f"), outlet.events);
        assertFollowsOnce(subscription);
    }

    @Test
    void a_join_from_now_by_a_client_that_is_behind_delivers_no_older_events() {
        Subscription subscription = fallBehind(instance, outlet);
        instance.publish(ROOM, "f");
        subscription.follow(ROOM, new StartPosition.Now(), null, first);
        instance.publish(ROOM, "g");
        drain(instance, outlet, subscription);
        assertEquals(List.of("own", "g"), outlet.events);
        assertFollowsOnce(subscription);
    }

    @Test
    void a_join_from_now_by_a_client_that_is_behind_reports_no_gap_of_older_events() {
        SmallInstance trimming = new SmallInstance(3, ROOM, "a");
        RecordingOutlet slow = trimming.outlet();
        Subscription subscription = fallBehind(trimming, slow);
        trimming.publish(ROOM, "b", "c", "d", "e");
        subscription.follow(ROOM, new StartPosition.Now(), null, first);
        drain(trimming, slow, subscription);
        assertEquals(List.of("own"), slow.events);
        assertEquals(List.of(), slow.resets);
    }

    @Test
    void a_join_from_now_by_a_client_that_is_behind_reports_a_gap_of_newer_events() {
        SmallInstance trimming = new SmallInstance(3, ROOM, "a");
        RecordingOutlet slow = trimming.outlet();
        Subscription subscription = fallBehind(trimming, slow);
        subscription.follow(ROOM, new StartPosition.Now(), null, first);
        trimming.publish(ROOM, "b", "c", "d", "e");
        drain(trimming, slow, subscription);
        assertEquals(
                List.of(List.of(ROOM)),
                slow.resets.stream().map(ResetEvent::channels).toList());
    }

    /** Alice's socket is full, and an event of her own channel waits for it. */
    private static Subscription fallBehind(SmallInstance instance, RecordingOutlet outlet) {
        Subscription subscription = instance.hub.subscribe(
                outlet, TestSubscriptions.to(SmallInstance.channels("alice")), new StartPosition.Now());
        instance.settle();
        outlet.full = true;
        instance.publish(Channel.user("alice"), "own");
        return subscription;
    }

    private static void drain(SmallInstance instance, RecordingOutlet outlet, Subscription subscription) {
        outlet.full = false;
        subscription.drained();
        instance.settle();
    }

    private void assertFollowsOnce(Subscription subscription) {
        assertTrue(subscription.following().contains(ROOM));
        int before = outlet.events.size();
        instance.publish(ROOM, "next");
        assertEquals(List.of("next"), outlet.events.subList(before, outlet.events.size()));
    }
}
