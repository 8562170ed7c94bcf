package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which rows of a batch are sent, in which order, and what becomes of the others. */
class BatchSenderTest {

    private static final Throwable UNAVAILABLE =
            Problem.unavailable("Redis is down.", Duration.ofSeconds(1)).asException();

    private final FakeRowSender rows = new FakeRowSender();
    private final List<Throwable> unexpected = new ArrayList<>();
    private final BatchSender batchSender = new BatchSender(rows, unexpected::add);

    private static OutboxRow row(long id, @Nullable String key) {
        return new OutboxRow(id, 0, 0, key, null, "{}");
    }

    private static List<Long> ids(Iterable<OutboxRow> rows) {
        List<Long> ids = new ArrayList<>();
        rows.forEach(row -> ids.add(row.id()));
        return ids;
    }

    private BatchResult send(OutboxRow... batch) {
        return batchSender.send(List.of(batch), () -> true).await().indefinitely();
    }

    @Test
    void the_next_row_of_a_key_waits_for_the_previous_one_and_rows_of_other_keys_do_not() {
        rows.held.add(1L);
        var result = batchSender
                .send(List.of(row(1, "a"), row(2, "a"), row(3, "b"), row(4, null)), () -> true)
                .subscribeAsCompletionStage();
        assertEquals(List.of(1L, 3L, 4L), rows.attempted);
        rows.emitters.get(1L).complete(null);
        assertEquals(List.of(1L, 3L, 4L, 2L), rows.attempted);
        assertEquals(Set.of(1L, 2L, 3L, 4L), Set.copyOf(ids(result.join().sent())));
    }

    @Test
    void a_row_that_cannot_be_sent_now_holds_up_only_later_rows_with_its_key() {
        rows.failures.put(1L, UNAVAILABLE);
        BatchResult result = send(row(1, "a"), row(2, "a"), row(3, "b"));
        assertEquals(List.of(3L), ids(result.sent()));
        assertEquals(Set.of("a"), result.deferred());
        assertEquals(List.of(1L, 3L), rows.attempted);
    }

    @Test
    void a_rejected_row_leaves_with_its_reason_and_holds_up_only_later_rows_with_its_key() {
        rows.failures.put(1L, Problem.invalid("escalate.webhook", "must exist").asException());
        rows.failures.put(4L, Problem.invalid("title", "must exist").asException());
        BatchResult result = send(row(1, "a"), row(2, "a"), row(3, "b"), row(4, null), row(5, null));
        assertEquals(List.of(3L, 5L), ids(result.sent()));
        assertEquals(List.of(1L, 4L), ids(result.rejected().keySet()));
        assertEquals(
                "400 The request has invalid fields.; escalate.webhook must exist",
                result.rejected().get(row(1, "a")));
        assertEquals(Set.of(), result.deferred(), "the key is not retried");
        assertEquals(List.of(1L, 3L, 4L, 5L), rows.attempted);
    }

    @Test
    void a_row_that_exceeds_a_rate_is_sent_later() {
        rows.failures.put(1L, Problem.rateLimited(Duration.ofSeconds(1)).asException());
        assertEquals(Set.of("a"), send(row(1, "a")).deferred());
    }

    @Test
    void a_defect_defers_the_row_and_is_reported() {
        RuntimeException defect = new IllegalStateException("defect");
        rows.failures.put(1L, defect);
        assertEquals(Set.of(1L), send(row(1, null)).deferred());
        assertEquals(List.of(defect), unexpected);
    }

    /** Another instance may have taken over the rows: an append after that would come too late for their records. */
    @Test
    void no_row_is_sent_after_the_claim_has_expired() {
        BatchResult result = batchSender
                .send(List.of(row(1, "a"), row(2, "a"), row(3, "a")), () -> rows.attempted.size() < 2)
                .await()
                .indefinitely();
        assertEquals(List.of(1L, 2L), ids(result.sent()));
        assertEquals(Set.of(), result.deferred());
    }

    /** The record of an attempt may have expired: the row would be sent twice. */
    @Test
    void a_row_that_is_older_than_the_memory_of_the_log_is_not_sent() {
        long age = LogRowSender.REMEMBERED.toSeconds();
        BatchResult result = batchSender
                .send(List.of(new OutboxRow(1, 0, age, null, null, "{}")), () -> true)
                .await()
                .indefinitely();
        assertEquals(List.of(), rows.attempted);
        assertTrue(result.rejected().values().iterator().next().contains("may have been sent before"));
    }

    @Test
    void a_thousand_rows_of_one_key_do_not_exhaust_the_stack() {
        List<OutboxRow> batch = new ArrayList<>();
        for (long id = 0; id < 1_000; id++) {
            batch.add(row(id, "a"));
        }
        assertEquals(
                1_000,
                batchSender
                        .send(batch, () -> true)
                        .await()
                        .indefinitely()
                        .sent()
                        .size());
    }

    private static final class FakeRowSender implements RowSender {

        private final List<Long> attempted = new ArrayList<>();
        private final Map<Long, Throwable> failures = new HashMap<>();
        private final List<Long> held = new ArrayList<>();
        private final Map<Long, UniEmitter<? super Void>> emitters = new HashMap<>();

        @Override
        public Uni<Void> send(OutboxRow row) {
            attempted.add(row.id());
            if (held.contains(row.id())) {
                return Uni.createFrom().emitter(emitter -> emitters.put(row.id(), emitter));
            }
            Throwable failure = failures.get(row.id());
            return failure == null
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(failure);
        }

        @Override
        public Uni<Void> forget(OutboxRow row) {
            return Uni.createFrom().voidItem();
        }
    }
}
