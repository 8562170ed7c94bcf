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

    private final InMemoryFallbackValueStore copies = new InMemoryFallbackValueStore();
    private final SteppedMembershipSource database = new SteppedMembershipSource();
    private final ArrayDeque<UniEmitter<? super Set<String>>> queries = database.queries;
    private final AtomicLong nanos = new AtomicLong();
    private final RoomDirectory roomDirectory = new RoomDirectory(database, copies, nanos::get);

    private UniAssertSubscriber<Set<String>> request() {
        return roomDirectory.roomsOf("alice").subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void an_answer_is_cached() {
        request();
        queries.poll().complete(Set.of("ops"));
        request().assertItem(Set.of("ops"));
        assertEquals(0, queries.size());
    }

    @Test
    void an_answer_from_before_a_change_is_not_cached() {
        UniAssertSubscriber<Set<String>> early = request();
        roomDirectory.changed(ALICE);
        queries.poll().complete(Set.of("ops"));
        early.assertItem(Set.of("ops"));
        UniAssertSubscriber<Set<String>> late = request();
        queries.poll().complete(Set.of());
        late.assertItem(Set.of());
        assertEquals(Map.of("member:alice", ""), copies.kept);
    }

    @Test
    void an_answer_from_before_a_change_does_not_replace_a_later_answer() {
        request();
        roomDirectory.changed(ALICE);
        request();
        UniEmitter<? super Set<String>> early = queries.poll();
        queries.poll().complete(Set.of());
        early.complete(Set.of("ops"));
        request().assertItem(Set.of());
        assertEquals(Map.of("member:alice", ""), copies.kept);
    }

    @Test
    void an_invalidation_of_everything_causes_a_new_read() {
        request();
        queries.poll().complete(Set.of("ops"));
        long before = roomDirectory.changes(ALICE);
        roomDirectory.allChanged();
        assertNotEquals(before, roomDirectory.changes(ALICE));
        request();
        assertEquals(1, queries.size());
    }

    @Test
    void a_copy_replaces_a_failed_read_but_not_a_failed_refresh() {
        copies.kept.put("member:alice", "ops");
        UniAssertSubscriber<Set<String>> requested = request();
        queries.poll().fail(new IllegalStateException("unavailable"));
        requested.assertItem(Set.of("ops"));
        UniAssertSubscriber<Void> refreshed =
                roomDirectory.refresh(ALICE).subscribe().withSubscriber(UniAssertSubscriber.create());
        queries.poll().fail(new IllegalStateException("unavailable"));
        refreshed.assertFailedWith(IllegalStateException.class, "unavailable");
    }

    @Test
    void a_copy_is_cached_for_a_shorter_time_than_an_answer_of_the_database() {
        copies.kept.put("member:alice", "ops");
        request();
        queries.poll().fail(new IllegalStateException("unavailable"));
        request().assertItem(Set.of("ops"));
        assertEquals(0, queries.size(), "a call soon afterwards causes no query");
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        UniAssertSubscriber<Set<String>> later = request();
        queries.poll().complete(Set.of());
        later.assertItem(Set.of());
    }

    @Test
    void a_copy_that_arrives_late_does_not_replace_an_answer_of_the_database() {
        copies.kept.put("member:alice", "ops");
        request();
        copies.beforeDelivery = () -> {
            roomDirectory.refresh(ALICE).subscribe().with(read -> {});
            queries.poll().complete(Set.of());
        };
        queries.poll().fail(new IllegalStateException("unavailable"));
        request().assertItem(Set.of());
    }
}
