package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.herald.event.Channel;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RoomDirectoryTest {

    private static final Channel ALICE = Channel.user("alice");

    private final MapCopies copies = new MapCopies();
    private final QueuedMemberships database = new QueuedMemberships();
    private final ArrayDeque<UniEmitter<? super Set<String>>> questions = database.questions;
    private final AtomicLong nanos = new AtomicLong();
    private final RoomDirectory roomDirectory = new RoomDirectory(database, copies, nanos::get);

    private UniAssertSubscriber<Set<String>> ask() {
        return roomDirectory.roomsOf("alice").subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void an_answer_is_remembered() {
        ask();
        questions.poll().complete(Set.of("ops"));
        ask().assertItem(Set.of("ops"));
        assertEquals(0, questions.size());
    }

    @Test
    void an_answer_from_before_a_change_is_forgotten() {
        UniAssertSubscriber<Set<String>> early = ask();
        roomDirectory.changed(ALICE);
        questions.poll().complete(Set.of("ops"));
        early.assertItem(Set.of("ops"));
        UniAssertSubscriber<Set<String>> late = ask();
        questions.poll().complete(Set.of());
        late.assertItem(Set.of());
        assertEquals(Map.of("member:alice", ""), copies.kept);
    }

    @Test
    void an_answer_from_before_a_change_does_not_replace_a_later_one() {
        ask();
        roomDirectory.changed(ALICE);
        ask();
        UniEmitter<? super Set<String>> early = questions.poll();
        questions.poll().complete(Set.of());
        early.complete(Set.of("ops"));
        ask().assertItem(Set.of());
        assertEquals(Map.of("member:alice", ""), copies.kept);
    }

    @Test
    void when_anything_may_have_changed_everything_is_read_again() {
        ask();
        questions.poll().complete(Set.of("ops"));
        long before = roomDirectory.changes(ALICE);
        roomDirectory.allChanged();
        assertNotEquals(before, roomDirectory.changes(ALICE));
        ask();
        assertEquals(1, questions.size());
    }

    @Test
    void a_copy_stands_in_for_the_database_but_never_refreshes_what_is_known() {
        copies.kept.put("member:alice", "ops");
        UniAssertSubscriber<Set<String>> asked = ask();
        questions.poll().fail(new IllegalStateException("away"));
        asked.assertItem(Set.of("ops"));
        UniAssertSubscriber<Void> refreshed =
                roomDirectory.refresh(ALICE).subscribe().withSubscriber(UniAssertSubscriber.create());
        questions.poll().fail(new IllegalStateException("away"));
        refreshed.assertFailedWith(IllegalStateException.class, "away");
    }

    @Test
    void a_copy_is_not_used_for_as_long_as_an_answer_of_the_database() {
        copies.kept.put("member:alice", "ops");
        ask();
        questions.poll().fail(new IllegalStateException("away"));
        ask().assertItem(Set.of("ops"));
        assertEquals(0, questions.size(), "another call a moment later does not ask again");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        UniAssertSubscriber<Set<String>> later = ask();
        questions.poll().complete(Set.of());
        later.assertItem(Set.of());
    }

    @Test
    void a_copy_that_arrives_late_does_not_replace_an_answer_of_the_database() {
        copies.kept.put("member:alice", "ops");
        ask();
        copies.beforeDelivery = () -> {
            roomDirectory.refresh(ALICE).subscribe().with(read -> {});
            questions.poll().complete(Set.of());
        };
        questions.poll().fail(new IllegalStateException("away"));
        ask().assertItem(Set.of());
    }
}
