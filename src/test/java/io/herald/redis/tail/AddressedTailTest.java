package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.HighWaterMark;
import io.herald.testing.Await;
import io.herald.vertx.EventLoopContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AddressedTailTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final EventId FAR = new EventId(Long.MAX_VALUE, 0);
    private static final Channel ALICE = Channel.user("alice");
    private static final InstanceTail OWN = new InstanceTail("first", Duration.ofSeconds(3));

    private EventLoopContext context;
    private UserRegistrations registrations;
    private AddressedTail tail;

    @BeforeEach
    void create() {
        context = EventLoopContext.next(REDIS.vertx());
        AddressedQueries queries = new AddressedQueries(0, OWN, REDIS.links(), TestLog.KEYS, TestLog.config());
        registrations = new UserRegistrations(queries, context, new HighWaterMark());
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

    private void awaitActive() {
        Await.until("the addressed tails are followed", () -> onLoop(() -> tail.isActiveAt(FAR)));
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

    @Test
    void a_registration_that_Redis_has_lost_is_found() {
        registrations.register(ALICE);
        context.execute(() -> registrations.delivered(FAR));
        awaitActive();
        Await.until(
                "the registration",
                () -> REDIS.execute("HEXISTS", TestLog.KEYS.own(0, "holders"), ALICE.key())
                        .equals(1L));
        REDIS.execute("HDEL", TestLog.KEYS.own(0, "holders"), ALICE.key());
        assertFalse(onLoop(() -> tail.hasLostRegistrations(FAR)));
        tail.start();
        Await.until("the loss is found", () -> onLoop(() -> tail.hasLostRegistrations(FAR)));
    }
}
