package io.herald.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RevocationRegistryTest {

    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");
    private static final Duration LIFETIME = Duration.ofHours(8);
    private static final Revocation ALL = new Revocation.Before("alice", NOW);
    private static final Revocation ONE = new Revocation.Single("bob", "id of 1", NOW);

    private final RevocationsInMemory servers = new RevocationsInMemory();
    private final List<Revocation> acted = new ArrayList<>();
    private final RevocationRegistry known = instance(Optional.of(LIFETIME), NOW);

    private RevocationRegistry instance(Optional<Duration> lifetime, Instant now) {
        RevocationCopy copy = new RevocationCopy(servers.sets);
        return new RevocationRegistry(servers.store, copy, lifetime, Clock.fixed(now, ZoneOffset.UTC), acted::add);
    }

    private final List<Revocation> announced = new ArrayList<>();

    @Test
    void nothing_is_answered_before_the_store_or_its_copy_was_read() {
        servers.store(ALL);
        servers.storeIsAway = true;
        servers.copyIsAway = true;
        assertFails(known.read());
        assertFalse(known.isLoaded());
        assertEquals(
                503,
                assertThrows(ProblemException.class, () -> await(known.whenLoaded()))
                        .problem()
                        .status());
        servers.storeIsAway = false;
        await(known.read());
        await(known.whenLoaded());
        assertTrue(known.covers(alice(NOW.minusSeconds(1))));
    }

    @Test
    void who_asks_before_the_first_read_has_ended_waits_for_it() {
        var waiting = known.whenLoaded().subscribeAsCompletionStage();
        assertFalse(waiting.isDone());
        await(known.read());
        waiting.join();
    }

    @Test
    void the_copy_serves_while_the_store_is_away() {
        servers.store(ALL);
        servers.store(ONE);
        await(known.read());
        servers.storeIsAway = true;
        RevocationRegistry other = instance(Optional.empty(), NOW);
        assertFails(other.read());
        assertTrue(other.isLoaded());
        assertTrue(other.covers(alice(NOW.minusSeconds(1))));
        assertFalse(other.covers(alice(NOW)));
        assertTrue(other.covers(bob("id of 1")));
        assertFalse(other.covers(bob("another")));
    }

    @Test
    void what_is_stored_later_is_in_the_copy_too() {
        await(known.read());
        await(store(ALL));
        servers.store(ONE);
        await(known.read());
        assertEquals(Set.of(ALL.member(), ONE.member()), servers.copied().keySet());
    }

    @Test
    void a_copy_that_redis_has_lost_is_not_taken_for_one_without_revocations() {
        servers.store(ALL);
        await(known.read());
        servers.flushCopy();
        await(store(ONE));
        servers.storeIsAway = true;
        RevocationRegistry other = instance(Optional.empty(), NOW);
        assertFails(other.read());
        assertFalse(other.isLoaded());

        servers.storeIsAway = false;
        known.requestFullRead();
        await(known.read());
        servers.storeIsAway = true;
        assertFails(other.read());
        assertTrue(other.covers(alice(NOW.minusSeconds(1))));
    }

    @Test
    void a_copy_that_could_not_be_written_is_written_with_the_next_read() {
        servers.copyIsAway = true;
        await(known.read());
        assertFails(store(ALL));
        assertTrue(known.covers(alice(NOW.minusSeconds(1))), "it is stored, and acts here");
        servers.copyIsAway = false;
        await(known.read());
        assertEquals(Set.of(ALL.member()), servers.copied().keySet());
    }

    @Test
    void a_copy_that_cannot_be_written_does_not_keep_other_instances_from_hearing_of_a_revocation() {
        await(known.read());
        servers.copyIsAway = true;
        assertFails(store(ALL));
        assertEquals(List.of(ALL), announced);
    }

    @Test
    void a_revocation_that_cannot_be_announced_is_copied_all_the_same() {
        await(known.read());
        assertFails(known.store(ALL, () -> Uni.createFrom().failure(new IllegalStateException("no tail"))));
        assertEquals(Set.of(ALL.member()), servers.copied().keySet());
    }

    @Test
    void a_caller_that_gives_up_waiting_leaves_the_others_waiting() {
        AtomicBoolean answered = new AtomicBoolean();
        Cancellable impatient = known.whenLoaded().subscribe().with(ignored -> {});
        known.whenLoaded().subscribe().with(ignored -> answered.set(true));
        impatient.cancel();
        await(known.read());
        await(known.whenLoaded());
        assertTrue(answered.get());
    }

    @Test
    void only_what_is_new_is_read_again() {
        servers.store(ALL);
        await(known.read());
        await(known.read());
        servers.store(ONE);
        await(known.read());
        await(known.read());
        assertEquals(List.of(0L, 1L, 1L, 2L), servers.readAfter);
        assertEquals(List.of(ALL, ONE), acted);
    }

    @Test
    void a_store_that_gives_numbers_again_is_read_from_the_beginning() {
        servers.store(ALL);
        servers.store(new Revocation.Single("bob", "lost", NOW));
        await(known.read());
        servers.loseNewest();
        await(known.read());
        servers.store(ONE);
        await(known.read());
        assertTrue(known.covers(bob("id of 1")));
    }

    @Test
    void revocations_that_no_token_can_be_subject_to_any_more_are_deleted_everywhere() {
        Revocation old = new Revocation.Before("carol", NOW.minus(LIFETIME).minusSeconds(3_601));
        Revocation oldToken =
                new Revocation.Single("bob", "old", NOW.minus(LIFETIME).minusSeconds(3_601));
        Revocation younger = new Revocation.Before("dave", NOW.minus(LIFETIME));
        List.of(old, oldToken, younger, ALL).forEach(servers::store);
        await(known.read());
        assertEquals(List.of(younger, ALL), servers.stored());
        assertEquals(Set.of(younger.member(), ALL.member()), servers.copied().keySet());
        assertFalse(known.covers(bob("old")));
    }

    @Test
    void without_a_bound_on_tokens_every_revocation_is_kept() {
        Revocation old = new Revocation.Single("bob", "old", Instant.EPOCH);
        servers.store(old);
        RevocationRegistry unbounded = instance(Optional.empty(), NOW);
        await(unbounded.read());
        unbounded.requestFullRead();
        await(unbounded.read());
        assertTrue(unbounded.covers(bob("old")));
        assertEquals(List.of(old), servers.stored());
    }

    @Test
    void the_later_of_two_times_counts_whichever_comes_first() {
        await(known.read());
        known.add(ALL);
        known.add(new Revocation.Before("alice", NOW.minusSeconds(60)));
        assertTrue(known.covers(alice(NOW.minusSeconds(1))));
        assertEquals(List.of(ALL), acted);
    }

    @Test
    void a_copied_revocation_covers_no_less_than_the_stored_one() {
        Instant precise = NOW.plusNanos(1);
        servers.store(new Revocation.Before("alice", precise));
        await(known.read());
        assertEquals(Map.of("before alice", NOW.plusMillis(1).toEpochMilli()), servers.copied());
        for (Revocation revocation : List.of(ALL, ONE, new Revocation.Single("a:b", "", NOW))) {
            assertEquals(revocation, Revocation.ofMember(revocation.member(), NOW.toEpochMilli()), revocation.member());
        }
    }

    private Uni<Void> store(Revocation revocation) {
        return known.store(revocation, () -> Uni.createFrom().voidItem().invoke(() -> announced.add(revocation)));
    }

    private static Caller alice(Instant issued) {
        return new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, issued, null);
    }

    private static Caller bob(String jti) {
        return new Caller("bob", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, NOW, jti);
    }

    private static void await(Uni<Void> uni) {
        uni.await().atMost(Duration.ofSeconds(5));
    }

    private static void assertFails(Uni<Void> uni) {
        assertThrows(RuntimeException.class, () -> await(uni));
    }
}
