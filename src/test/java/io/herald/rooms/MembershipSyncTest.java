package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.log.ControlMessage;
import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member who is removed stops reading the room, whether or not PostgreSQL answers when the hint arrives. */
class MembershipSyncTest {

    private static final Channel ALICE = Channel.user("alice");
    private static final ControlMessage HINT = new ControlMessage(MembershipSync.KIND, ALICE, "ops");
    private static final Duration MOMENT = Duration.ofMillis(500);

    private final ManualLoop loop = new ManualLoop();
    private final MapCopies copies = new MapCopies();
    private final QueuedMemberships database = new QueuedMemberships();
    private final RoomDirectory roomDirectory = new RoomDirectory(database, copies, loop::nanoTime);
    private final OneConnection connection = new OneConnection();
    private final MembershipSync membershipSync =
            new MembershipSync(connection, roomDirectory, new PeriodicTasks(() -> loop));

    @BeforeEach
    void start() {
        copies.kept.put("member:alice", "ops");
        membershipSync.start(new StartupEvent());
        loop.advance(Duration.ofSeconds(1));
    }

    @Test
    void a_member_who_is_removed_stops_reading_at_the_hint() {
        membershipSync.onControlMessage(HINT);
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    @Test
    void a_copy_from_before_the_removal_decides_nothing_while_postgresql_fails() {
        membershipSync.onControlMessage(HINT);
        fail();
        assertEquals(0, connection.reviews);
    }

    @Test
    void a_member_who_is_removed_while_postgresql_fails_stops_reading_soon_after_it_answers_again() {
        membershipSync.onControlMessage(HINT);
        fail();
        for (int i = 0; i < 4; i++) {
            loop.advance(MOMENT);
            fail();
        }
        loop.advance(MOMENT);
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    @Test
    void a_member_whose_removal_nobody_hears_of_stops_reading_within_a_minute() {
        loop.advance(Duration.ofSeconds(60));
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    private void answer(Set<String> rooms) {
        while (!database.questions.isEmpty()) {
            database.questions.poll().complete(rooms);
        }
    }

    private void fail() {
        while (!database.questions.isEmpty()) {
            database.questions.poll().fail(new IllegalStateException("PostgreSQL is away"));
        }
    }

    /** Alice's, which follows what the directory says at a review. */
    private final class OneConnection implements OpenConnections {

        private Set<String> rooms = Set.of("ops");
        private int reviews;

        @Override
        public Uni<Set<Channel>> followed() {
            return Uni.createFrom().item(Set.of(ALICE, Channel.room("ops")));
        }

        @Override
        public void review(List<Channel> changed) {
            if (changed.contains(ALICE)) {
                roomDirectory.roomsOf("alice").subscribe().with(own -> {
                    rooms = own;
                    reviews++;
                });
            }
        }
    }
}
