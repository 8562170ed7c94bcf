package io.herald.outbox;

import io.herald.loop.NextRun;
import io.herald.outbox.OutboxState.Measurement;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import java.time.Duration;

/** Measures one database periodically, and listens for its notifications on the same connection. */
final class OutboxMonitor {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final OutboxDatabase database;
    private final OutboxStatements statements;
    private final OutboxConnection connection;
    private final ScanBound scanBound;
    private final OutboxState state;
    private final Runnable onNotification;

    OutboxMonitor(
            OutboxDatabase database,
            OutboxConnection connection,
            ScanBound scanBound,
            OutboxState state,
            Runnable onNotification) {
        this.database = database;
        this.statements = new OutboxStatements(database.schema());
        this.connection = connection;
        this.scanBound = scanBound;
        this.state = state;
        this.onNotification = onNotification;
    }

    /** Measures the database once. Never fails. */
    Uni<NextRun> run() {
        return listen().chain(this::measure)
                .replaceWith(NextRun.AFTER_PERIOD)
                .onFailure()
                .recoverWithItem(failure -> {
                    state.failed(failure);
                    return NextRun.after(RETRY);
                });
    }

    private Uni<Void> listen() {
        if (connection.isOpen()) {
            return Uni.createFrom().voidItem();
        }
        scanBound.reset();
        return database.listens()
                ? connection
                        .listen(statements.listen(), onNotification)
                        // Rows may have been committed before LISTEN took effect.
                        .invoke(onNotification)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> measure() {
        return connection.run(statements.measure(scanBound.position())).chain(measured -> {
            Row row = measured.iterator().next();
            return connection
                    .run(statements.assigned())
                    .chain(assigned -> connection
                            .run(OutboxStatements.transactionId())
                            .invoke(transaction -> scanBound.observe(
                                    row.getLong("open"),
                                    row.getLong("lowest"),
                                    assigned.iterator().next().getLong(0),
                                    transaction.iterator().next().getLong(0))))
                    .invoke(done -> state.measured(
                            new Measurement(row.getDouble("lag"), row.getLong("rows"), row.getLong("dead"))))
                    .replaceWithVoid();
        });
    }
}
