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

    private final InMemoryRevocationStore servers = new InMemoryRevocationStore();
    private final List<Revocation> applied = new ArrayList<>();
    private final RevocationRegistry registry = instance(Optional.of(LIFETIME), NOW);

    private RevocationRegistry instance(Optional<Duration> lifetime, Instant now) {
        RevocationFallback copy = new RevocationFallback(servers.sets);
        return new RevocationRegistry(servers.store, copy, lifetime, Clock.fixed(now, ZoneOffset.UTC), applied::add);
    }

    private final List<Revocation> announced = new ArrayList<>();

    @Test
    void calls_are_rejected_until_the_store_or_its_copy_is_read() {
        servers.store(ALL);
        servers.storeIsUnavailable = true;
        servers.copyIsUnavailable = true;
        assertFails(registry.read());
        assertFalse(registry.isLoaded());
        assertEquals(
                503,
                assertThrows(ProblemException.class, () -> await(registry.whenLoaded()))
                        .problem()
                        .status());
        servers.storeIsUnavailable = false;
        await(registry.read());
        await(registry.whenLoaded());
        assertTrue(registry.covers(alice(NOW.minusSeconds(1))));
    }

    @Test
    void a_call_during_the_first_read_waits_for_it() {
        var waiting = registry.whenLoaded().subscribeAsCompletionStage();
        assertFalse(waiting.isDone());
        await(registry.read());
        waiting.join();
    }

    @Test
    void the_copy_is_used_while_the_store_is_unavailable() {
        servers.store(ALL);
        servers.store(ONE);
        await(registry.read());
        servers.storeIsUnavailable = true;
        RevocationRegistry other = instance(Optional.empty(), NOW);
        assertFails(other.read());
        assertTrue(other.isLoaded());
        assertTrue(other.covers(alice(NOW.minusSeconds(1))));
        assertFalse(other.covers(alice(NOW)));
        assertTrue(other.covers(bob("id of 1")));
        assertFalse(other.covers(bob("another")));
    }

    @Test
    void revocations_stored_later_are_added_to_the_copy() {
        await(registry.read());
        await(store(ALL));
        servers.store(ONE);
        await(registry.read());
        assertEquals(Set.of(ALL.member(), ONE.member()), servers.copied().keySet());
    }

    @Test
    void a_copy_that_redis_lost_is_not_mistaken_for_an_empty_one() {
        servers.store(ALL);
        await(registry.read());
        servers.flushCopy();
        await(store(ONE));
        servers.storeIsUnavailable = true;
        RevocationRegistry other = instance(Optional.empty(), NOW);
        assertFails(other.read());
        assertFalse(other.isLoaded());

        servers.storeIsUnavailable = false;
        registry.requestFullRead();
        await(registry.read());
        servers.storeIsUnavailable = true;
        assertFails(other.read());
        assertTrue(other.covers(alice(NOW.minusSeconds(1))));
    }

    @Test
    void the_next_read_writes_a_copy_that_could_not_be_written() {
        servers.copyIsUnavailable = true;
        await(registry.read());
        assertFails(store(ALL));
        assertTrue(
                registry.covers(alice(NOW.minusSeconds(1))), "the revocation is stored and applies on this instance");
        servers.copyIsUnavailable = false;
        await(registry.read());
        assertEquals(Set.of(ALL.member()), servers.copied().keySet());
    }

    @Test
    void a_revocation_is_announced_although_its_copy_cannot_be_written() {
        await(registry.read());
        servers.copyIsUnavailable = true;
        assertFails(store(ALL));
        assertEquals(List.of(ALL), announced);
    }

    @Test
    void a_revocation_is_copied_although_it_cannot_be_announced() {
        await(registry.read());
        assertFails(registry.store(ALL, () -> Uni.createFrom().failure(new IllegalStateException("no tail"))));
        assertEquals(Set.of(ALL.member()), servers.copied().keySet());
    }

    @Test
    void a_cancelled_wait_does_not_cancel_other_waits() {
        AtomicBoolean answered = new AtomicBoolean();
        Cancellable cancelled = registry.whenLoaded().subscribe().with(ignored -> {});
        registry.whenLoaded().subscribe().with(ignored -> answered.set(true));
        cancelled.cancel();
        await(registry.read());
        await(registry.whenLoaded());
        assertTrue(answered.get());
    }

    @Test
    void repeated_reads_return_only_new_revocations() {
        servers.store(ALL);
        await(registry.read());
        await(registry.read());
        servers.store(ONE);
        await(registry.read());
        await(registry.read());
        assertEquals(List.of(0L, 1L, 1L, 2L), servers.readAfter);
        assertEquals(List.of(ALL, ONE), applied);
    }

    @Test
    void a_store_that_reuses_numbers_is_read_from_the_beginning() {
        servers.store(ALL);
        servers.store(new Revocation.Single("bob", "lost", NOW));
        await(registry.read());
        servers.loseNewest();
        await(registry.read());
        servers.store(ONE);
        await(registry.read());
        assertTrue(registry.covers(bob("id of 1")));
    }

    @Test
    void revocations_older_than_the_token_lifetime_are_deleted_everywhere() {
        Revocation old = new Revocation.Before("carol", NOW.minus(LIFETIME).minusSeconds(3_601));
        Revocation oldToken =
                new Revocation.Single("bob", "old", NOW.minus(LIFETIME).minusSeconds(3_601));
        Revocation younger = new Revocation.Before("dave", NOW.minus(LIFETIME));
        List.of(old, oldToken, younger, ALL).forEach(servers::store);
        await(registry.read());
        assertEquals(List.of(younger, ALL), servers.stored());
        assertEquals(Set.of(younger.member(), ALL.member()), servers.copied().keySet());
        assertFalse(registry.covers(bob("old")));
    }

    @Test
    void without_a_token_lifetime_every_revocation_is_kept() {
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
    void the_later_of_two_revocation_times_applies_in_any_order() {
        await(registry.read());
        registry.add(ALL);
        registry.add(new Revocation.Before("alice", NOW.minusSeconds(60)));
        assertTrue(registry.covers(alice(NOW.minusSeconds(1))));
        assertEquals(List.of(ALL), applied);
    }

    @Test
    void a_copied_revocation_covers_no_less_than_the_stored_one() {
        Instant precise = NOW.plusNanos(1);
        servers.store(new Revocation.Before("alice", precise));
        await(registry.read());
        assertEquals(Map.of("before alice", NOW.plusMillis(1).toEpochMilli()), servers.copied());
        for (Revocation revocation : List.of(ALL, ONE, new Revocation.Single("a:b", "", NOW))) {
            assertEquals(revocation, Revocation.ofMember(revocation.member(), NOW.toEpochMilli()), revocation.member());
        }
    }

    private Uni<Void> store(Revocation revocation) {
        return registry.store(revocation, () -> Uni.createFrom().voidItem().invoke(() -> announced.add(revocation)));
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
