package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the effect of changes of rooms and memberships in every phase of a connection. */
class RoomAccessReviewTest {

    private static final Channel ROOM = Channel.room("arena");
    private static final Set<String> MEMBER = Set.of("arena");
    private static final Set<String> NOBODY = Set.of();

    private final SmallInstance instance = new SmallInstance(ROOM, "a", "b", "c", "d", "e");
    private final SettableRoomPolicy policy = new SettableRoomPolicy();
    private final RoomAccessReview review = new RoomAccessReview(policy);

    /** Only the collaborators that a connect uses. */
    private final SubscriptionAuthorizer subscriptionAuthorizer =
            new SubscriptionAuthorizer(policy, review, null, null, instance.hub, null, null, null);

    private final RecordingOutlet outlet = instance.outlet();
    private final RecordedFollow outcome = new RecordedFollow();

    private SubscriptionSpec subscriptionTo(Channel... rooms) {
        SubscriptionSpec plain = TestSubscriptions.to(SmallInstance.channels("alice", rooms));
        return new SubscriptionSpec(
                plain.caller(),
                plain.channels(),
                plain.rooms(),
                plain.preferenceFilter(),
                plain.windowFrom(),
                null,
                review.outdated(plain.caller(), Set.of()));
    }

    private Subscription connect(StartPosition startPosition, Channel... rooms) {
        Subscription subscription = subscriptionAuthorizer.subscribe(outlet, subscriptionTo(rooms), startPosition);
        instance.settle();
        return subscription;
    }

    /** Applies a change as every instance does when it receives the control message. */
    private void change(Set<String> memberships) {
        policy.change("alice", memberships);
        reviewAll();
    }

    private void reviewAll() {
        instance.hub.forEachFollower(List.of(Channel.user("alice")), review::reviewRooms);
        instance.runLoop();
    }

    @Test
    void a_member_who_is_removed_no_longer_follows_the_room() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now(), ROOM);
        change(NOBODY);
        assertFalse(subscription.following().contains(ROOM));
        instance.publish(ROOM, "secret");
        assertEquals(List.of(), outlet.events);
    }

    @Test
    void a_member_who_is_removed_while_the_connect_is_in_progress_does_not_follow() {
        policy.memberships = MEMBER;
        SubscriptionSpec checked = subscriptionTo(ROOM);
        change(NOBODY);
        Subscription subscription = subscriptionAuthorizer.subscribe(outlet, checked, new StartPosition.Now());
        instance.settle();
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_member_who_is_added_while_the_connect_is_in_progress_follows() {
        SubscriptionSpec checked = subscriptionTo();
        change(MEMBER);
        Subscription subscription = subscriptionAuthorizer.subscribe(outlet, checked, new StartPosition.Now());
        instance.settle();
        assertTrue(subscription.following().contains(ROOM));
    }

    @Test
    void a_member_who_is_added_while_the_resume_is_in_progress_follows_afterwards() {
        Subscription subscription =
                subscriptionAuthorizer.subscribe(outlet, subscriptionTo(), new StartPosition.After(instance.start));
        change(MEMBER);
        instance.settle();
        assertTrue(subscription.following().contains(ROOM));
        instance.publish(ROOM, "f");
        assertEquals("f", outlet.events.get(outlet.events.size() - 1));
    }

    @Test
    void a_member_who_is_added_and_removed_while_the_resume_is_in_progress_does_not_follow() {
        Subscription subscription =
                subscriptionAuthorizer.subscribe(outlet, subscriptionTo(), new StartPosition.After(instance.start));
        change(MEMBER);
        change(NOBODY);
        instance.settle();
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_member_who_is_removed_while_a_room_is_replayed_receives_no_more_of_it_and_does_not_follow() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now());
        subscription.follow(ROOM, new StartPosition.After(instance.start), null, outcome);
        assertEquals(List.of(ROOM), subscription.joining());
        change(NOBODY);
        instance.settle();
        instance.publish(ROOM, "secret");
        assertEquals(List.of(), outlet.events);
        assertEquals(List.of("You may no longer follow room:arena."), outcome.answers);
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_cancelled_replay_does_not_affect_the_other_channels_of_the_connection() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now());
        subscription.follow(ROOM, new StartPosition.After(instance.start), null, outcome);
        change(NOBODY);
        instance.settle();
        instance.publish(Channel.user("alice"), "mine");
        assertEquals(List.of("mine"), outlet.events);
    }

    @Test
    void making_a_room_private_ends_its_replays() {
        policy.open = MEMBER;
        Subscription subscription = connect(new StartPosition.Now());
        subscription.follow(ROOM, new StartPosition.After(instance.start), null, outcome);
        policy.open = NOBODY;
        policy.count(ROOM);
        instance.hub.forEachFollower(List.of(ROOM), (caller, one) -> review.reviewRoom(caller, one, "arena"));
        instance.settle();
        assertEquals(List.of("You may no longer follow room:arena."), outcome.answers);
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_room_that_is_joined_during_the_resume_is_followed_afterwards() {
        policy.memberships = MEMBER;
        Subscription subscription =
                subscriptionAuthorizer.subscribe(outlet, subscriptionTo(), new StartPosition.After(instance.start));
        subscription.follow(ROOM, new StartPosition.Now(), null, outcome);
        assertEquals(List.of(), outcome.answers);
        instance.settle();
        assertEquals(List.of("arrived"), outcome.answers);
        assertTrue(subscription.following().contains(ROOM));
    }

    @Test
    void a_decision_that_is_outdated_when_it_arrives_is_made_again() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now(), ROOM);
        policy.isSlow = true;
        reviewAll();
        policy.change("alice", NOBODY);
        policy.answers.poll().complete(MEMBER);
        assertTrue(subscription.following().contains(ROOM), "the decision is pending");
        policy.answers.poll().complete(NOBODY);
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_late_decision_from_before_a_removal_does_not_restore_the_member() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now(), ROOM);
        policy.isSlow = true;
        reviewAll();
        UniEmitter<? super Set<String>> outdated = policy.answers.poll();
        policy.isSlow = false;
        change(NOBODY);
        outdated.complete(MEMBER);
        assertFalse(subscription.following().contains(ROOM));
    }

    @Test
    void a_subscriber_who_may_join_without_a_membership_keeps_following() {
        policy.open = MEMBER;
        Subscription subscription = connect(new StartPosition.Now(), ROOM);
        reviewAll();
        assertTrue(subscription.following().contains(ROOM));
    }

    @Test
    void a_member_who_has_left_a_room_does_not_follow_it_before_the_membership_begins_again() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now(), ROOM);
        subscription.leaveRoom(ROOM);
        reviewAll();
        assertFalse(subscription.following().contains(ROOM));
        change(NOBODY);
        change(MEMBER);
        assertTrue(subscription.following().contains(ROOM));
    }

    @Test
    void a_failed_decision_changes_nothing() {
        policy.memberships = MEMBER;
        Subscription subscription = connect(new StartPosition.Now(), ROOM);
        policy.isSlow = true;
        reviewAll();
        policy.answers.poll().fail(new IllegalStateException("unavailable"));
        assertTrue(subscription.following().contains(ROOM));
    }
}
