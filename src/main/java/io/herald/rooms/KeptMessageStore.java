package io.herald.rooms;

import io.herald.database.DatabaseUnavailable;
import io.herald.database.PermanentDatabaseError;
import io.herald.event.EventId;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;

/**
 * Stores kept messages in PostgreSQL. Uses the pool directly instead of Hibernate: batches arrive on event loops, without a
 * request context. Fails with a 503 problem while PostgreSQL is unavailable, and with a
 * {@link PermanentDatabaseError} if a retry would not help.
 */
@ApplicationScoped
class KeptMessageStore {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /**
     * Inserts messages, and adds the body to a row that a revision has created before. Rows are sorted, so that all instances
     * lock them in the same order.
     */
    private static final String INSERT = """
        INSERT INTO kept_message AS k (room, ms, seq, body, content)
        SELECT DISTINCT ON (m.room, m.ms, m.seq) m.*
        FROM unnest($1::varchar[], $2::bigint[], $3::bigint[], $4::varchar[], $5::varchar[])
            AS m (room, ms, seq, body, content)
        JOIN room AS r ON r.name = m.room AND r.keep IS NOT NULL
        ORDER BY m.room, m.ms, m.seq
        ON CONFLICT (room, ms, seq) DO UPDATE SET body = EXCLUDED.body WHERE k.body IS NULL\
        """;

    /**
     * Applies the last revision of each message. Creates a row without a body if the message is not stored yet: another instance
     * may be about to store it.
     */
    private static final String APPLY_REVISIONS = """
        INSERT INTO kept_message AS k (room, ms, seq, content, deleted, revised_ms, revised_seq)
        SELECT DISTINCT ON (room, ms, seq) room, ms, seq, content, content IS NULL, by_ms, by_seq
        FROM unnest($1::varchar[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::varchar[])
            AS v (room, ms, seq, by_ms, by_seq, content)
        WHERE EXISTS (SELECT FROM room AS r WHERE r.name = v.room AND r.keep IS NOT NULL)
            OR EXISTS (SELECT FROM kept_message AS m WHERE (m.room, m.ms, m.seq) = (v.room, v.ms, v.seq))
        ORDER BY room, ms, seq, content IS NULL DESC, by_ms DESC, by_seq DESC
        ON CONFLICT (room, ms, seq) DO UPDATE SET content = EXCLUDED.content, deleted = EXCLUDED.deleted,
            revised_ms = EXCLUDED.revised_ms, revised_seq = EXCLUDED.revised_seq
        WHERE NOT k.deleted AND (EXCLUDED.deleted
            OR (EXCLUDED.revised_ms, EXCLUDED.revised_seq) > (k.revised_ms, k.revised_seq))\
        """;

    private static final String PAGE = """
        SELECT room, ms, seq, body, content FROM kept_message
        WHERE room = $1 AND (ms, seq) > ($2, $3) AND (ms, seq) < ($4, $5) AND body IS NOT NULL
        ORDER BY ms %1$s, seq %1$s LIMIT $6\
        """;

    private static final String OLDEST_FIRST = PAGE.formatted("ASC");
    private static final String NEWEST_FIRST = PAGE.formatted("DESC");

    private final Pool pool;

    KeptMessageStore(Pool pool) {
        this.pool = pool;
    }

    /** Stores the messages of rooms that still keep messages. A message that is already stored remains unchanged. */
    Uni<Void> keep(List<KeptMessage> messages) {
        return messages.isEmpty()
                ? Uni.createFrom().voidItem()
                : run(
                                INSERT,
                                Tuple.tuple()
                                        .addArrayOfString(column(messages, KeptMessage::room, String[]::new))
                                        .addArrayOfLong(column(messages, m -> m.id().ms(), Long[]::new))
                                        .addArrayOfLong(column(messages, m -> m.id().seq(), Long[]::new))
                                        .addArrayOfString(column(messages, KeptMessage::body, String[]::new))
                                        .addArrayOfString(column(messages, KeptMessage::content, String[]::new)))
                        .replaceWithVoid();
    }

    /** Stores the last revision of each message, even if the message is not stored yet. */
    Uni<Void> revise(List<KeptRevision> changes) {
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : run(
                                APPLY_REVISIONS,
                                Tuple.tuple()
                                        .addArrayOfString(column(changes, KeptRevision::room, String[]::new))
                                        .addArrayOfLong(
                                                column(changes, c -> c.message().ms(), Long[]::new))
                                        .addArrayOfLong(
                                                column(changes, c -> c.message().seq(), Long[]::new))
                                        .addArrayOfLong(column(changes, c -> c.by().ms(), Long[]::new))
                                        .addArrayOfLong(column(changes, c -> c.by().seq(), Long[]::new))
                                        .addArrayOfString(column(changes, KeptMessageStore::content, String[]::new)))
                        .replaceWithVoid();
    }

    Uni<List<KeptMessage>> page(String room, EventId after, EventId before, boolean newestFirst, int limit) {
        Tuple values = Tuple.from(List.of(room, after.ms(), after.seq(), before.ms(), before.seq(), limit));
        return run(newestFirst ? NEWEST_FIRST : OLDEST_FIRST, values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(KeptMessageStore::message)
                        .toList());
    }

    private Uni<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql)
                .execute(values)
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .onFailure()
                .transform(KeptMessageStore::toProblem);
    }

    private static RuntimeException toProblem(Throwable failure) {
        return DatabaseUnavailable.isCauseOf(failure)
                ? Problem.unavailable("The stored messages of the room are unavailable. Retry later.", RETRY_AFTER)
                        .asException()
                : PermanentDatabaseError.of(failure);
    }

    private static String content(KeptRevision change) {
        return change.content() == null ? null : change.content().toJson();
    }

    private static KeptMessage message(Row row) {
        EventId id = new EventId(row.getLong("ms"), row.getLong("seq"));
        return new KeptMessage(row.getString("room"), id, row.getString("body"), row.getString("content"));
    }

    private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
