package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.herald.event.Channel;
import io.herald.log.Copies;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DirectoryTest {

    private static final Channel ALICE = Channel.user("alice");

    private final Map<String, String> copied = new HashMap<>();
    private final ArrayDeque<UniEmitter<? super Set<String>>> questions = new ArrayDeque<>();
    private final Directory directory = new Directory(new Database(), new MapCopies());

    private UniAssertSubscriber<Set<String>> ask() {
        return directory.roomsOf("alice").subscribe().withSubscriber(UniAssertSubscriber.create());
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
        directory.changed(ALICE);
        questions.poll().complete(Set.of("ops"));
        early.assertItem(Set.of("ops"));
        UniAssertSubscriber<Set<String>> late = ask();
        questions.poll().complete(Set.of());
        late.assertItem(Set.of());
        assertEquals(Map.of("member:alice", ""), copied);
    }

    @Test
    void an_answer_from_before_a_change_does_not_replace_a_later_one() {
        ask();
        directory.changed(ALICE);
        ask();
        UniEmitter<? super Set<String>> early = questions.poll();
        questions.poll().complete(Set.of());
        early.complete(Set.of("ops"));
        ask().assertItem(Set.of());
        assertEquals(Map.of("member:alice", ""), copied);
    }

    @Test
    void when_anything_may_have_changed_everything_is_read_again() {
        ask();
        questions.poll().complete(Set.of("ops"));
        long before = directory.changes(ALICE);
        directory.allChanged();
        assertNotEquals(before, directory.changes(ALICE));
        ask();
        assertEquals(1, questions.size());
    }

    @Test
    void a_copy_stands_in_for_the_database_but_never_refreshes_what_is_known() {
        copied.put("member:alice", "ops");
        UniAssertSubscriber<Set<String>> asked = ask();
        questions.poll().fail(new IllegalStateException("away"));
        asked.assertItem(Set.of("ops"));
        UniAssertSubscriber<Void> refreshed =
                directory.refresh(ALICE).subscribe().withSubscriber(UniAssertSubscriber.create());
        questions.poll().fail(new IllegalStateException("away"));
        refreshed.assertFailedWith(IllegalStateException.class, "away");
    }

    private final class Database implements MembershipSource {
        @Override
        public Uni<RoomSettings> room(String name) {
            return Uni.createFrom().item(RoomSettings.USUAL);
        }

        @Override
        public Uni<Set<String>> roomsOf(String user) {
            return Uni.createFrom().emitter(question -> questions.add(question));
        }
    }

    private final class MapCopies implements Copies {
        @Override
        public Uni<Void> keep(String name, String value, Duration life) {
            copied.put(name, value);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<String> find(String name) {
            return Uni.createFrom().item(copied.get(name));
        }
    }
}
