package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.log.ControlMessage;
import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A removed member stops reading the room, whether or not PostgreSQL answers when the control message arrives. */
class MembershipSyncTest {

    private static final Channel ALICE = Channel.user("alice");
    private static final ControlMessage REMOVAL = new ControlMessage(MembershipSync.KIND, ALICE, "ops");
    private static final Duration RETRY = Duration.ofMillis(500);

    private final ManualLoop loop = new ManualLoop();
    private final InMemoryFallbackValueStore copies = new InMemoryFallbackValueStore();
    private final SteppedMembershipSource database = new SteppedMembershipSource();
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
    void a_removed_member_stops_reading_at_the_control_message() {
        membershipSync.onControlMessage(REMOVAL);
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    @Test
    void an_outdated_copy_causes_no_review_while_postgresql_fails() {
        membershipSync.onControlMessage(REMOVAL);
        fail();
        assertEquals(0, connection.reviews);
    }

    @Test
    void a_member_removed_while_postgresql_fails_stops_reading_soon_after_it_recovers() {
        membershipSync.onControlMessage(REMOVAL);
        fail();
        for (int i = 0; i < 4; i++) {
            loop.advance(RETRY);
            fail();
        }
        loop.advance(RETRY);
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    @Test
    void a_member_removed_without_a_control_message_stops_reading_within_a_minute() {
        loop.advance(Duration.ofSeconds(60));
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    /** An instance that starts while PostgreSQL fails has missed the control message. */
    @Test
    void a_connect_that_an_outdated_copy_has_decided_is_compared_soon_after_postgresql_recovers() {
        connectByCopy();
        for (int i = 0; i < 3; i++) {
            loop.advance(RETRY);
            fail();
        }
        loop.advance(RETRY);
        answer(Set.of());
        loop.advance(Duration.ZERO);
        answer(Set.of());
        assertEquals(Set.of(), connection.rooms);
    }

    @Test
    void a_connect_that_an_outdated_copy_has_decided_notices_at_its_end_that_postgresql_has_recovered() {
        long before = roomDirectory.changes(ALICE);
        connectByCopy();
        loop.advance(RETRY);
        answer(Set.of());
        assertNotEquals(before, roomDirectory.changes(ALICE));
    }

    @Test
    void no_copy_decides_after_postgresql_has_recovered() {
        connectByCopy();
        loop.advance(RETRY);
        answer(Set.of());
        AtomicReference<Set<String>> rooms = new AtomicReference<>();
        roomDirectory.roomsOf("alice").subscribe().with(rooms::set);
        answer(Set.of());
        assertEquals(Set.of(), rooms.get());
    }

    /** Each attempt costs a query. A storm of connects must not multiply them. Ends before the reconciliation of each minute. */
    @Test
    void many_connects_by_copies_cause_one_attempt_at_a_time() {
        for (int i = 0; i < 25; i++) {
            connectByCopy();
            loop.advance(Duration.ofSeconds(2));
            assertTrue(database.queries.size() <= 1, () -> "queries: " + database.queries.size());
            fail();
        }
    }

    private void connectByCopy() {
        roomDirectory.roomsOf("alice").subscribe().with(rooms -> assertEquals(Set.of("ops"), rooms));
        fail();
    }

    private void answer(Set<String> rooms) {
        while (!database.queries.isEmpty()) {
            database.queries.poll().complete(rooms);
        }
    }

    private void fail() {
        while (!database.queries.isEmpty()) {
            database.queries.poll().fail(new IllegalStateException("PostgreSQL is unavailable"));
        }
    }

    /** A connection of Alice. A review replaces its rooms with those of the directory. */
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
