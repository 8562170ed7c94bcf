package io.herald.outbox;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a database, opened on the first use. Any failure closes it, which also ends its transaction; the next use opens
 * another one. Not a pooled connection, because one that hangs could be returned to a pool but not closed.
 */
final class OutboxConnection {

    /** Longer than the statement timeout, and than the timeout of a connect. */
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final Vertx vertx;
    private final OutboxDatabase database;
    private volatile @Nullable PgConnection connection;
    private volatile boolean closed;

    OutboxConnection(Vertx vertx, OutboxDatabase database) {
        this.vertx = vertx;
        this.database = database;
    }

    boolean isOpen() {
        return connection != null;
    }

    /** Runs statements, separated by semicolons, and returns the results of the last one that returned rows. */
    Uni<RowSet<Row>> run(String statements) {
        return use(open -> open.query(statements).execute()).map(OutboxConnection::lastWithRows);
    }

    Uni<RowSet<Row>> run(String statement, Tuple parameters) {
        return use(open -> open.preparedQuery(statement).execute(parameters));
    }

    /** Runs a statement once for each tuple. */
    Uni<Void> runAll(String statement, List<Tuple> parameters) {
        return parameters.isEmpty()
                ? Uni.createFrom().voidItem()
                : use(open -> open.preparedQuery(statement).executeBatch(new ArrayList<>(parameters)))
                        .replaceWithVoid();
    }

    /** Calls the handler on each notification, until the connection is closed. */
    Uni<Void> listen(String statement, Runnable handler) {
        return use(open -> {
                    open.notificationHandler(notification -> handler.run());
                    return open.query(statement).execute();
                })
                .replaceWithVoid();
    }

    /** Closes the connection for good. */
    Future<Void> close() {
        closed = true;
        return drop();
    }

    private <T> Uni<T> use(Function<PgConnection, Future<T>> action) {
        return open().chain(open -> UniHelper.toUni(action.apply(open)))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .invoke(this::drop);
    }

    private Uni<PgConnection> open() {
        PgConnection current = connection;
        return current == null
                ? UniHelper.toUni(
                        PgConnection.connect(vertx, database.options()).map(this::opened))
                : Uni.createFrom().item(current);
    }

    private PgConnection opened(PgConnection opened) {
        if (closed) {
            opened.close();
            throw new IllegalStateException("closed");
        }
        opened.closeHandler(end -> {
            if (connection == opened) {
                connection = null;
            }
        });
        // Without a handler, the client would log the failure with a stack trace.
        opened.exceptionHandler(failure -> {});
        connection = opened;
        return opened;
    }

    private Future<Void> drop() {
        PgConnection current = connection;
        connection = null;
        return current == null ? Future.succeededFuture() : current.close();
    }

    private static RowSet<Row> lastWithRows(RowSet<Row> first) {
        RowSet<Row> found = first;
        for (RowSet<Row> next = first; next != null; next = next.next()) {
            found = next.size() == 0 ? found : next;
        }
        return found;
    }
}
