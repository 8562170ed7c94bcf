package io.herald.outbox;

import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Sends a batch of rows: the rows of each group one after the other, the groups concurrently. If a row cannot be sent now or is
 * rejected permanently, the later rows of its group are not attempted.
 */
final class BatchSender {

    /**
     * The age beyond which a row is not sent. A row that an instance has sent and could not delete is recognized by its record in
     * the log, and the record of an older row may have expired.
     */
    private static final Duration MAX_AGE = LogRowSender.REMEMBERED.minusDays(1);

    private static final int FIRST_SERVER_ERROR = 500;
    private static final int TIMEOUT = 408;
    private static final int RATE_LIMITED = 429;

    private final RowSender rowSender;
    private final Consumer<Throwable> unexpected;

    /** @param unexpected receives failures that are defects of the service; the rows are sent again later */
    BatchSender(RowSender rowSender, Consumer<Throwable> unexpected) {
        this.rowSender = rowSender;
        this.unexpected = unexpected;
    }

    /**
     * Sends the rows. The result never fails.
     *
     * @param mayContinue whether the claim of this instance on the rows is still valid, asked before each row
     */
    Uni<BatchResult> send(List<OutboxRow> rows, BooleanSupplier mayContinue) {
        BatchResult result = new BatchResult();
        List<Uni<Void>> groups = byGroup(rows).stream()
                .map(group -> sendInOrder(group, result, mayContinue))
                .toList();
        return groups.isEmpty()
                ? Uni.createFrom().item(result)
                : Uni.join().all(groups).andCollectFailures().replaceWith(result);
    }

    private static Collection<List<OutboxRow>> byGroup(List<OutboxRow> rows) {
        Map<Object, List<OutboxRow>> groups = new LinkedHashMap<>();
        for (OutboxRow row : rows) {
            groups.computeIfAbsent(row.group(), group -> new ArrayList<>()).add(row);
        }
        return groups.values();
    }

    private Uni<Void> sendInOrder(List<OutboxRow> group, BatchResult result, BooleanSupplier mayContinue) {
        return Multi.createFrom()
                .iterable(group)
                .onItem()
                .transformToUniAndConcatenate(row -> result.isHeldUp(row.group()) || !mayContinue.getAsBoolean()
                        ? Uni.createFrom().voidItem()
                        : send(row, result))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> send(OutboxRow row, BatchResult result) {
        if (row.ageSeconds() > MAX_AGE.toSeconds()) {
            result.addRejected(
                    row,
                    "It has waited for %d days and may have been sent before. Retry it only if it was not."
                            .formatted(Duration.ofSeconds(row.ageSeconds()).toDays()));
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .deferred(() -> rowSender.send(row))
                .onItemOrFailure()
                .transform((sent, failure) -> {
                    record(row, failure, result);
                    return null;
                });
    }

    private void record(OutboxRow row, Throwable failure, BatchResult result) {
        if (failure == null) {
            result.addSent(row);
        } else if (failure instanceof ProblemException known && isPermanent(known.problem())) {
            result.addRejected(row, reason(known.problem()));
        } else {
            result.addDeferred(row.group());
            if (!(failure instanceof ProblemException)) {
                unexpected.accept(failure);
            }
        }
    }

    private static boolean isPermanent(Problem problem) {
        int status = problem.status();
        return status < FIRST_SERVER_ERROR && status != TIMEOUT && status != RATE_LIMITED;
    }

    /** The reason is stored in the database of the row, so it may name fields of the row. */
    private static String reason(Problem problem) {
        StringBuilder reason = new StringBuilder().append(problem.status());
        if (problem.detail() != null) {
            reason.append(' ').append(problem.detail());
        }
        problem.violations()
                .forEach(violation -> reason.append("; ")
                        .append(violation.field())
                        .append(' ')
                        .append(violation.message()));
        return reason.toString();
    }
}
