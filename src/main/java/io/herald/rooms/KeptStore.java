package io.herald.rooms;

import io.herald.database.Absence;
import io.herald.database.Fault;
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

/** Kept messages in PostgreSQL. Over the pool: whole batches come, from event loops without a request. */
@ApplicationScoped
class KeptStore {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final String KEEP = """
            INSERT INTO kept_message (room, ms, seq, body, content)
            SELECT m.* FROM unnest($1::varchar[], $2::bigint[], $3::bigint[], $4::varchar[], $5::varchar[])
                AS m (room, ms, seq, body, content)
            JOIN room AS r ON r.name = m.room AND r.keep IS NOT NULL
            ON CONFLICT DO NOTHING""";

    private static final String REVISE = """
            UPDATE kept_message AS k SET content = v.content, deleted = v.content IS NULL,
                revised_ms = v.by_ms, revised_seq = v.by_seq
            FROM (SELECT DISTINCT ON (room, ms, seq) *
                FROM unnest($1::varchar[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::varchar[])
                    AS v (room, ms, seq, by_ms, by_seq, content)
                ORDER BY room, ms, seq, content IS NULL DESC, by_ms DESC, by_seq DESC) AS v
            WHERE k.room = v.room AND k.ms = v.ms AND k.seq = v.seq AND NOT k.deleted
                AND (v.content IS NULL OR (v.by_ms, v.by_seq) > (k.revised_ms, k.revised_seq))""";

    private static final String PAGE = """
            SELECT room, ms, seq, body, content FROM kept_message
            WHERE room = $1 AND (ms, seq) > ($2, $3) AND (ms, seq) < ($4, $5)
            ORDER BY ms %1$s, seq %1$s LIMIT $6""";

    private static final String OLDEST_FIRST = PAGE.formatted("ASC");
    private static final String NEWEST_FIRST = PAGE.formatted("DESC");

    private final Pool pool;

    KeptStore(Pool pool) {
        this.pool = pool;
    }

    /** Where the room still keeps its messages; what is there already stays as it is. */
    Uni<Void> keep(List<KeptMessage> said) {
        return said.isEmpty()
                ? Uni.createFrom().voidItem()
                : run(
                                KEEP,
                                Tuple.tuple()
                                        .addArrayOfString(column(said, KeptMessage::room, String[]::new))
                                        .addArrayOfLong(column(said, m -> m.id().ms(), Long[]::new))
                                        .addArrayOfLong(column(said, m -> m.id().seq(), Long[]::new))
                                        .addArrayOfString(column(said, KeptMessage::body, String[]::new))
                                        .addArrayOfString(column(said, KeptMessage::content, String[]::new)))
                        .replaceWithVoid();
    }

    Uni<Void> revise(List<KeptRevision> changes) {
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : run(
                                REVISE,
                                Tuple.tuple()
                                        .addArrayOfString(column(changes, KeptRevision::room, String[]::new))
                                        .addArrayOfLong(
                                                column(changes, c -> c.message().ms(), Long[]::new))
                                        .addArrayOfLong(
                                                column(changes, c -> c.message().seq(), Long[]::new))
                                        .addArrayOfLong(column(changes, c -> c.by().ms(), Long[]::new))
                                        .addArrayOfLong(column(changes, c -> c.by().seq(), Long[]::new))
                                        .addArrayOfString(column(changes, KeptStore::content, String[]::new)))
                        .replaceWithVoid();
    }

    Uni<List<KeptMessage>> page(String room, EventId after, EventId before, boolean newestFirst, int limit) {
        Tuple values = Tuple.from(List.of(room, after.ms(), after.seq(), before.ms(), before.seq(), limit));
        return run(newestFirst ? NEWEST_FIRST : OLDEST_FIRST, values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(KeptStore::message)
                        .toList());
    }

    private Uni<RowSet<Row>> run(String sql, Tuple values) {
        return pool.preparedQuery(sql)
                .execute(values)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .transform(KeptStore::told);
    }

    private static RuntimeException told(Throwable failure) {
        return Absence.explains(failure)
                ? Problem.unavailable("What is kept of the room cannot be read now.", RETRY_AFTER)
                        .asException()
                : Fault.of(failure);
    }

    private static String content(KeptRevision change) {
        return change.content() == null ? null : change.content().spelling();
    }

    private static KeptMessage message(Row row) {
        EventId id = new EventId(row.getLong("ms"), row.getLong("seq"));
        return new KeptMessage(row.getString("room"), id, row.getString("body"), row.getString("content"));
    }

    private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
