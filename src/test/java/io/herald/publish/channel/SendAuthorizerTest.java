package io.herald.publish.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.herald.problem.ProblemException;
import io.herald.publish.TimeBudget;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The check of the room policy takes its time from the budget of the call, because it may wait for PostgreSQL. */
class SendAuthorizerTest {

    private static final Duration BUDGET = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Caller ALICE =
            new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, Instant.EPOCH, null);

    private Uni<Boolean> decision = Uni.createFrom().item(true);
    private final SendAuthorizer sendAuthorizer = new SendAuthorizer(new FakePolicy(), null);

    private TimeBudget.Remainder authorize() {
        return sendAuthorizer
                .authorize(ALICE, "ops", "No.", new TimeBudget(BUDGET, BUDGET))
                .await()
                .atMost(TIMEOUT);
    }

    private static <T> int status(Uni<T> call) {
        return assertThrows(ProblemException.class, () -> call.await().atMost(TIMEOUT))
                .problem()
                .status();
    }

    @Test
    void a_check_that_hangs_is_rejected_within_the_budget() {
        decision = Uni.createFrom().nothing();
        assertEquals(503, status(Uni.createFrom().item(this::authorize)));
    }

    @Test
    void an_append_after_a_slow_check_has_the_rest_of_the_budget() {
        decision = decision.onItem().delayIt().by(BUDGET.dividedBy(2));
        Uni<String> append = Uni.createFrom()
                .item("id")
                .onItem()
                .delayIt()
                .by(BUDGET.multipliedBy(3).dividedBy(4));
        assertEquals(503, status(authorize().resume().limitWithTimer(append)));
    }

    @Test
    void the_upload_of_a_body_takes_no_time_from_the_budget() {
        TimeBudget.Remainder rest = authorize();
        Uni.createFrom().voidItem().onItem().delayIt().by(BUDGET).await().atMost(TIMEOUT);
        assertEquals(1, rest.resume().limit(Uni.createFrom().item(1)).await().atMost(TIMEOUT));
    }

    @Test
    void a_caller_who_may_not_send_is_rejected() {
        decision = Uni.createFrom().item(false);
        assertEquals(403, status(Uni.createFrom().item(this::authorize)));
    }

    private final class FakePolicy implements RoomPolicy {

        @Override
        public Uni<Boolean> maySend(Caller caller, String room) {
            return decision;
        }

        @Override
        public Uni<Boolean> mayJoin(Caller caller, String room) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long changeCount(Channel about) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Set<String>> followedRooms(Caller caller) {
            throw new UnsupportedOperationException();
        }
    }
}
