package io.herald.outbox;

import io.herald.limits.Limits;
import io.herald.loop.NextRun;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves the rows of one database to the log, one batch in each run. A transaction holds locks on some slots while their rows are
 * sent, and deletes the rows; docs/adr/0013 describes why each row is in the log exactly once and in order.
 */
final class OutboxReader {

    /** How long a batch may begin to send rows. Shorter than the time after which the database ends a silent transaction. */
    private static final Duration SENDING = Duration.ofSeconds(10);

    /** How long the database suppresses notifications after one of them. Another look after that time finds their rows. */
    private static final Duration AFTER_WAKEUP = Duration.ofMillis(60);

    private static final Duration RATE_LIMITED = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final OutboxDatabase database;
    private final OutboxStatements statements;
    private final OutboxConnection connection;
    private final RowSender rowSender;
    private final BatchSender batchSender;
    private final Limits limits;
    private final ScanBound scanBound;
    private final OutboxState state;
    private final DeferredGroups deferred = new DeferredGroups(System::nanoTime);
    private volatile boolean woken;

    OutboxReader(
            OutboxDatabase database,
            OutboxConnection connection,
            RowSender rowSender,
            BatchSender batchSender,
            Limits limits,
            ScanBound scanBound,
            OutboxState state) {
        this.database = database;
        this.statements = new OutboxStatements(database.schema());
        this.connection = connection;
        this.rowSender = rowSender;
        this.batchSender = batchSender;
        this.limits = limits;
        this.scanBound = scanBound;
        this.state = state;
    }

    /** Announces a notification of the database. The caller then requests a run. May be called on any thread. */
    void wakeUp() {
        woken = true;
    }

    /** Sends one batch. Never fails. */
    Uni<NextRun> run() {
        boolean again = woken;
        woken = false;
        long after = scanBound.position();
        return connection
                .run(statements.claim(after))
                .chain(slots -> slots.size() == 0
                        ? end().replaceWith(NextRun.after(again ? AFTER_WAKEUP : database.poll()))
                        : send(slots, after))
                .onFailure()
                .recoverWithItem(this::failed);
    }

    private NextRun failed(Throwable failure) {
        state.failed(failure);
        return NextRun.after(RETRY);
    }

    private Uni<NextRun> send(RowSet<Row> slots, long after) {
        List<Integer> claimed = new ArrayList<>();
        slots.forEach(slot -> claimed.add(slot.getInteger(0)));
        long claimedAt = System.nanoTime();
        Tuple parameters = Tuple.of(
                claimed.toArray(Integer[]::new),
                after,
                deferred.keys().toArray(String[]::new),
                deferred.ids().toArray(Long[]::new));
        return connection.run(statements.read(), parameters).chain(found -> {
            List<OutboxRow> rows = new ArrayList<>();
            found.forEach(row -> rows.add(OutboxStatements.row(row)));
            if (rows.isEmpty()) {
                // All rows are deferred.
                return end().replaceWith(NextRun.after(database.poll()));
            }
            if (!isWithinRate(rows.size())) {
                return end().replaceWith(NextRun.after(RATE_LIMITED));
            }
            return batchSender
                    .send(rows, () -> System.nanoTime() - claimedAt < SENDING.toNanos())
                    .chain(this::finish);
        });
    }

    private boolean isWithinRate(int rows) {
        try {
            limits.acquirePublish(database.sender(), rows);
            return true;
        } catch (ProblemException rateLimited) {
            return false;
        }
    }

    private Uni<NextRun> finish(BatchResult result) {
        result.sent().forEach(row -> deferred.remove(row.group()));
        result.rejected().keySet().forEach(row -> deferred.remove(row.group()));
        result.deferred().forEach(deferred::defer);
        boolean unavailable = result.isEmpty() || deferred.isFull();
        if (unavailable) {
            deferred.clear();
        }
        List<Tuple> rejected = new ArrayList<>();
        result.rejected().forEach((row, reason) -> rejected.add(Tuple.of(row.id(), reason)));
        return connection
                .runAll(statements.reject(), rejected)
                .chain(() -> connection.run(statements.finish(result.sent())))
                .invoke(() -> finished(result))
                .replaceWith(unavailable ? NextRun.after(RETRY) : NextRun.IMMEDIATELY);
    }

    private void finished(BatchResult result) {
        state.processed(result);
        result.sent().forEach(row -> rowSender.forget(row).subscribe().with(done -> {}));
    }

    private Uni<Void> end() {
        return connection.run("COMMIT").replaceWithVoid();
    }
}
