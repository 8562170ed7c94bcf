package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AddressedTailTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final EventId FAR = new EventId(Long.MAX_VALUE, 0);
    private static final Channel ALICE = Channel.user("alice");
    private static final List<Channel> USERS =
            IntStream.range(0, 2_000).mapToObj(n -> Channel.user("user-" + n)).toList();
    private static final String HOLDERS = TestLog.KEYS.own(0, "holders");
    private static final InstanceTail OWN = new InstanceTail("first", Duration.ofSeconds(3));

    private EventLoopContext context;
    private HighWaterMark mark;
    private AddressedQueries queries;
    private UserRegistrations registrations;
    private AddressedTail tail;

    @BeforeEach
    void create() {
        context = EventLoopContext.next(REDIS.vertx());
        mark = new HighWaterMark();
        queries = new AddressedQueries(0, OWN, REDIS.links(), TestLog.KEYS, TestLog.config());
        registrations = new UserRegistrations(queries, context, mark);
        tail = new AddressedTail(0, context, queries, registrations);
    }

    @AfterEach
    void close() {
        tail.close();
    }

    private boolean onLoop(BooleanSupplier question) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        context.execute(() -> answer.complete(question.getAsBoolean()));
        return answer.join();
    }

    private <T> T afterLoop(Supplier<Future<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        context.execute(() -> call.get().onSuccess(answer::complete).onFailure(answer::completeExceptionally));
        return answer.join();
    }

    private void awaitActive() {
        Await.until("the addressed tails are followed", () -> onLoop(() -> tail.isActiveAt(FAR)));
    }

    private void registerAndAwait(List<Channel> users) {
        context.execute(() -> registrations.delivered(FAR));
        users.stream().map(registrations::register).toList().forEach(TestLog::result);
        awaitActive();
    }

    /** Redis does not have the users any more that were registered before. */
    @Test
    void the_whole_tail_is_followed_again_after_the_own_one_was_created_anew() {
        awaitActive();
        Event marker = new Event(
                0, FAR, List.of(Channel.EVERYONE), "registered", OWN.instance().getBytes(), EventAttributes.EPHEMERAL);
        assertFalse(onLoop(() -> {
            tail.observe(List.of(new Entry(EventId.ZERO, FAR, marker, true)));
            return tail.isActiveAt(FAR);
        }));
    }

    /** A failover may lose the release of a user. */
    @Test
    void a_registration_that_the_instance_does_not_know_is_released() {
        REDIS.execute("HSET", HOLDERS, ALICE.key(), "first=1");
        awaitActive();
        Await.until("the registration is released", () -> {
            registrations.prune();
            registrations.retain(Set.of());
            return REDIS.execute("HEXISTS", HOLDERS, ALICE.key()).equals(0L);
        });
    }

    /** Every third of the lease, a third of the users is compared. A page has 256. */
    @Test
    void each_registration_is_compared_within_a_lease() {
        registerAndAwait(USERS);
        assertEquals(1L, REDIS.execute("HDEL", HOLDERS, USERS.get(1_999).key()));
        boolean isFound = false;
        for (int call = 0; call < 3; call++) {
            isFound |= afterLoop(registrations::compare) != null;
        }
        assertTrue(isFound);
    }

    /** Redis fails for a moment, for example because a master fails over, which is also when registrations are lost. */
    @Test
    void a_comparison_that_failed_is_repeated_by_the_next_call() {
        registerAndAwait(USERS);
        REDIS.execute("HDEL", HOLDERS, USERS.get(0).key());
        REDIS.execute("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThrows(CompletionException.class, () -> afterLoop(registrations::compare));
        } finally {
            REDIS.execute("CONFIG", "SET", "maxmemory", "0");
        }
        assertNotNull(afterLoop(registrations::compare));
    }

    /** Otherwise the cursors of clients would fall behind the retention if neither tail gets an entry. */
    @Test
    void each_comparison_appends_a_marker() {
        awaitActive();
        long before = (long) REDIS.execute("XLEN", TestLog.KEYS.tailOf(0, OWN.instance()));
        afterLoop(registrations::compare);
        registerAndAwait(List.of(ALICE));
        afterLoop(registrations::compare);
        assertEquals(before + 3, REDIS.execute("XLEN", TestLog.KEYS.tailOf(0, OWN.instance())));
    }

    /** Most clients of an instance may leave at once, and each comparison then has a third of the others. */
    @Test
    void each_registration_is_compared_within_a_lease_also_after_most_users_have_left() {
        registerAndAwait(USERS);
        afterLoop(registrations::compare);
        Channel last = USERS.get(USERS.size() - 1);
        for (int sweep = 0; sweep < 2; sweep++) {
            registrations.retain(Set.of(last, USERS.get(0), USERS.get(1)));
        }
        assertTrue(onLoop(() -> registrations.users() == 3));
        REDIS.execute("HDEL", HOLDERS, last.key());
        boolean isFound = false;
        for (int call = 0; call < 3; call++) {
            isFound |= afterLoop(registrations::compare) != null;
        }
        assertTrue(isFound);
    }

    /** The release may arrive before the comparison, which is not a loss. */
    @Test
    void a_user_without_connections_is_not_compared() {
        registerAndAwait(List.of(ALICE));
        registrations.retain(Set.of());
        REDIS.execute("HDEL", HOLDERS, ALICE.key());
        assertNull(afterLoop(registrations::compare));
        TestLog.result(registrations.register(ALICE));
        assertNotNull(afterLoop(registrations::compare));
    }

    /** A former master may answer a call, and the log lacks the registration. */
    @Test
    void the_marker_of_a_registration_is_held_when_its_connection_is_lost() {
        registrations.register(ALICE);
        Await.until("the marker", () -> !mark.highest().equals(EventId.ZERO));
        EventId marker = mark.highest();
        mark.connectionLost(
                TestLog.result(queries.register(EventId.ZERO, 9, List.of())).connection());
        assertEquals(
                List.of(marker), mark.held().stream().map(EntryIdentity::id).toList());
    }

    @Test
    void a_registration_that_Redis_has_lost_is_found() {
        registrations.register(ALICE);
        context.execute(() -> registrations.delivered(FAR));
        awaitActive();
        Await.until(
                "the registration",
                () -> REDIS.execute("HEXISTS", HOLDERS, ALICE.key()).equals(1L));
        REDIS.execute("HDEL", HOLDERS, ALICE.key());
        assertFalse(onLoop(() -> tail.hasLostRegistrations(FAR)));
        tail.start();
        Await.until("the loss is found", () -> onLoop(() -> tail.hasLostRegistrations(FAR)));
    }
}
