package io.herald.outbox;

import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements of the reader. All of them run within a transaction, so that they work through a pool that gives each transaction
 * another connection. Numbers are written into the text of statements that are sent together.
 */
final class OutboxStatements {

    /** Rows of a batch. */
    static final int BATCH = 500;

    /** Characters of the contents of a batch, beyond its first row. */
    private static final int BATCH_SIZE = 4 * 1024 * 1024;

    /** A batch takes at most half of the slots, so that several instances can work at the same time. */
    private static final int SLOTS_PER_BATCH = 8;

    private static final int LAST_SLOT = 15;

    /** A higher count is not exact: counting millions of rows every few seconds would burden the database. */
    static final int COUNTED = 100_000;

    /**
     * Reads each slot in the order of its index, up to the limit. The statistics of a table that is emptied all the time mislead the
     * planner: it would read and sort all rows of a slot.
     */
    private static final String ORDERED_SCANS = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off;";

    private final String outbox;
    private final String dead;
    private final String sequence;
    private final String channel;

    /** Holds for a row {@code o} that no dead row with its key holds up. Without dead rows with keys, one test for the whole statement. */
    private final String isFree;

    private final int lockClass;

    OutboxStatements(String schema) {
        this.outbox = '"' + schema + "\".outbox";
        this.dead = '"' + schema + "\".dead";
        this.sequence = '"' + schema + "\".outbox_position";
        this.channel = '"' + schema + ".outbox\"";
        this.isFree = """
                (o.key IS NULL OR (SELECT NOT EXISTS (SELECT FROM %1$s WHERE key IS NOT NULL)) OR NOT EXISTS (
                    SELECT FROM %1$s AS d WHERE d.key = o.key AND d.position < o.position))""".formatted(dead);
        // The first of the two numbers of an advisory lock: another value than those that services choose for their own
        // locks.
        this.lockClass = ("io.herald.outbox." + schema).hashCode();
    }

    /**
     * Begins a transaction and locks slots that have rows to send. The locks end with the transaction, also if this instance is killed. The
     * database ends the transaction if this instance hangs. Not on a standby: the rows could not be deleted there.
     */
    String claim(long after) {
        return """
                BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
                SET LOCAL statement_timeout = '5s';
                SET LOCAL idle_in_transaction_session_timeout = '30s';
                %s
                WITH busy AS MATERIALIZED (
                    SELECT slot FROM generate_series(0, %d) AS slot
                    WHERE EXISTS (SELECT FROM %s AS o WHERE o.slot = slot.slot AND o.position > %d AND %s)
                    ORDER BY random())
                SELECT slot FROM busy WHERE pg_try_advisory_xact_lock(%d, slot) LIMIT %d
                """.formatted(ORDERED_SCANS, LAST_SLOT, outbox, after, isFree, lockClass, SLOTS_PER_BATCH);
    }

    /**
     * Reads rows in the order of their positions. A statement of its own, because its snapshot must be newer than the locks: rows
     * that another instance has deleted before it released a lock must not appear.
     *
     * <p>Parameters: slots, position after which to read, keys and ids to exclude.
     */
    String read() {
        return """
                SELECT id, (extract(epoch FROM created_at) * 1000000)::bigint AS created,
                    extract(epoch FROM clock_timestamp() - created_at)::bigint AS age, key, channel, event, ephemeral,
                    conflate, content::text AS content
                FROM (
                    SELECT o.*, sum(o.size) OVER (ORDER BY o.position) - o.size AS before
                    FROM unnest($1::int[]) AS s (slot) CROSS JOIN LATERAL (
                        SELECT * FROM %1$s AS o
                        WHERE o.slot = s.slot AND o.position > $2
                            AND (o.key IS NULL OR o.key <> ALL ($3::text[])) AND o.id <> ALL ($4::bigint[]) AND %4$s
                        ORDER BY o.position LIMIT %2$d) AS o) AS o
                WHERE before < %3$d ORDER BY position LIMIT %2$d
                """.formatted(outbox, BATCH, BATCH_SIZE, isFree);
    }

    static OutboxRow row(Row row) {
        String channel = row.getString("channel");
        return new OutboxRow(
                row.getLong("id"),
                row.getLong("created"),
                row.getLong("age"),
                row.getString("key"),
                channel == null
                        ? null
                        : new OutboxRow.EventTarget(
                                channel,
                                row.getString("event"),
                                row.getBoolean("ephemeral"),
                                row.getString("conflate")),
                row.getString("content"));
    }

    /** Moves a row to the dead rows. Parameters: its id, the reason. */
    String reject() {
        return """
                WITH rejected AS (DELETE FROM %s WHERE id = $1 RETURNING *)
                INSERT INTO %s (id, position, slot, key, channel, event, ephemeral, conflate, content, size, created_at, reason)
                SELECT id, position, slot, key, channel, event, ephemeral, conflate, content, size, created_at, $2 FROM rejected
                """.formatted(outbox, dead);
    }

    /** Deletes the rows that are in the log, and commits. */
    String finish(List<OutboxRow> sent) {
        String ids = sent.stream().map(row -> Long.toString(row.id())).collect(Collectors.joining(","));
        return "DELETE FROM " + outbox + " WHERE id = ANY ('{" + ids + "}'); COMMIT";
    }

    /**
     * Measures the outbox: {@code open} is the lowest id of an open transaction, {@code lowest} the lowest position of a row or of a
     * dead row that may return to its place, in one snapshot. {@code lag} is the age of the row with the lowest position that no dead
     * row holds up.
     */
    String measure(long after) {
        return """
                BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
                SET LOCAL statement_timeout = '5s';
                %6$s
                SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS open,
                    least((SELECT min(position) FROM (%4$s) AS lowest),
                        (SELECT min(position) FROM %2$s WHERE key IS NOT NULL)) AS lowest,
                    coalesce((SELECT extract(epoch FROM clock_timestamp() - created_at) FROM (%5$s) AS free
                        ORDER BY position LIMIT 1), 0)::float8 AS lag,
                    (SELECT count(*) FROM (SELECT FROM %1$s LIMIT %3$d) AS counted) AS rows,
                    (SELECT count(*) FROM (SELECT FROM %2$s LIMIT %3$d) AS counted) AS dead
                """.formatted(
                        outbox, dead, COUNTED, firstOfSlots(after, "true"), firstOfSlots(after, isFree), ORDERED_SCANS);
    }

    private String firstOfSlots(long after, String condition) {
        return """
                SELECT o.position, o.created_at FROM generate_series(0, %d) AS s (slot) CROSS JOIN LATERAL (
                    SELECT position, created_at FROM %s AS o
                    WHERE o.slot = s.slot AND o.position > %d AND %s ORDER BY o.position LIMIT 1) AS o
                """.formatted(LAST_SLOT, outbox, after, condition);
    }

    /** Reads the newest assigned position, in the transaction of {@link #measure}. A new sequence has not assigned its value yet. */
    String assigned() {
        return "SELECT last_value - (NOT is_called)::int AS assigned FROM " + sequence;
    }

    /** Assigns a transaction id, and commits. */
    static String transactionId() {
        return "SELECT pg_current_xact_id()::text::bigint AS transaction; COMMIT";
    }

    String listen() {
        return "LISTEN " + channel;
    }
}
