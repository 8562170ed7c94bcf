package io.herald.push.queue;

import io.herald.push.queue.PushJob.Item;
import io.herald.push.queue.PushJob.Target;
import io.herald.push.storage.PushDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pushes that wait in PostgreSQL. An instance claims those that are due, and no other instance has them until their
 * outcome is recorded or the instance has died. Fails with 503 if PostgreSQL is unavailable. A claim that fails may take effect
 * nevertheless, now or later, so a new epoch follows it.
 */
@ApplicationScoped
public class PushQueue {

    /** Skips from origin to origin in the index, whatever the number of pushes. */
    private static final String DUE = """
        WITH RECURSIVE next AS (
            (SELECT origin, due FROM push_job WHERE claimed_by IS NULL ORDER BY origin, due LIMIT 1)
            UNION ALL
            SELECT j.origin, j.due FROM next AS n CROSS JOIN LATERAL (
                SELECT origin, due FROM push_job WHERE claimed_by IS NULL AND origin > n.origin
                ORDER BY origin, due LIMIT 1) AS j
        )
        SELECT origin, extract(epoch FROM now() - due)::float8 FROM next WHERE due <= now() ORDER BY due\
        """;

    /** Counts up to 100,000 for each origin, so that a large backlog costs no more. */
    private static final String COUNTS = """
        WITH RECURSIVE next AS (
            (SELECT origin FROM push_job WHERE claimed_by IS NULL ORDER BY origin LIMIT 1)
            UNION ALL
            SELECT j.origin FROM next AS n CROSS JOIN LATERAL (
                SELECT origin FROM push_job WHERE claimed_by IS NULL AND origin > n.origin ORDER BY origin LIMIT 1) AS j
        )
        SELECT coalesce(sum(d.pushes), 0)::bigint, (SELECT count(*) FROM push_subscription)
        FROM next AS n CROSS JOIN LATERAL (
            SELECT count(*) AS pushes FROM (
                SELECT 1 FROM push_job WHERE claimed_by IS NULL AND origin = n.origin AND due <= now() LIMIT 100000) AS j
        ) AS d\
        """;

    private static final String CLAIM = "SELECT * FROM push_claim($1, $2, $3::varchar[], $4::integer[], $5::bigint[])";

    private static final String FINISH =
            "SELECT push_finish($1, $2::bigint[], $3::varchar[], $4::timestamptz[], $5::integer[], $6::boolean[])";

    private static final String BEGIN_EPOCH = "SELECT push_begin_epoch($1, $2, $3::bigint[])";

    private static final double MILLIS = 1_000;

    private final PushDatabase database;

    PushQueue(PushDatabase database) {
        this.database = database;
    }

    /** Returns the origins to which pushes are due, beginning with the one that has waited longest. */
    public Uni<List<DueOrigin>> dueOrigins() {
        return database.run(DUE, Tuple.tuple())
                .map(rows -> list(
                        rows,
                        row -> new DueOrigin(row.getString(0), Duration.ofMillis((long) (row.getDouble(1) * MILLIS)))));
    }

    /**
     * The sizes of the tables.
     *
     * @param due the pushes that are due and that no instance has claimed
     */
    public record Counts(long due, long subscriptions) {}

    public Uni<Counts> counts() {
        return database.run(COUNTS, Tuple.tuple()).map(rows -> {
            Row row = rows.iterator().next();
            return new Counts(row.getLong(0), row.getLong(1));
        });
    }

    /**
     * Claims pushes that are due, the oldest first. Fails if the sender is not in this epoch.
     *
     * @param most the number of pushes to claim, by origin
     * @param inProgress the pushes that the sender has in progress, which are not claimed
     */
    public Uni<List<PushJob>> claim(UUID sender, long epoch, Map<String, Integer> most, Collection<Long> inProgress) {
        List<String> origins = List.copyOf(most.keySet());
        Tuple values = Tuple.tuple()
                .addUUID(sender)
                .addLong(epoch)
                .addArrayOfString(origins.toArray(String[]::new))
                .addArrayOfInteger(origins.stream().map(most::get).toArray(Integer[]::new))
                .addArrayOfLong(inProgress.toArray(Long[]::new));
        return database.run(CLAIM, values).map(rows -> list(rows, PushQueue::job));
    }

    /** Records outcomes. Repeating the call is harmless. Returns how many subscriptions have ended. */
    public Uni<Long> finish(UUID sender, List<PushOutcome> outcomes) {
        Tuple values = Tuple.tuple()
                .addUUID(sender)
                .addArrayOfLong(outcomes.stream().map(PushOutcome::job).toArray(Long[]::new))
                .addArrayOfString(
                        outcomes.stream().map(one -> one.kind().spelled()).toArray(String[]::new))
                .addArrayOfOffsetDateTime(outcomes.stream()
                        .map(one -> one.due().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfInteger(outcomes.stream().map(PushOutcome::attempts).toArray(Integer[]::new))
                .addArrayOfBoolean(outcomes.stream().map(PushOutcome::waited).toArray(Boolean[]::new));
        return database.run(FINISH, values).map(rows -> rows.iterator().next().getLong(0));
    }

    /**
     * Begins an epoch of a sender: releases its claims of pushes that it does not have in progress. Fails if the sender is not
     * registered, or in this or a later epoch.
     */
    public Uni<Void> beginEpoch(UUID sender, long epoch, Collection<Long> inProgress) {
        Tuple values = Tuple.tuple().addUUID(sender).addLong(epoch).addArrayOfLong(inProgress.toArray(Long[]::new));
        return database.run(BEGIN_EPOCH, values).replaceWithVoid();
    }

    private static PushJob job(Row row) {
        return new PushJob(
                row.getLong(0),
                row.getString(1),
                row.getString(2),
                row.getUUID(3),
                row.getOffsetDateTime(4).toInstant(),
                row.getInteger(5),
                row.getBoolean(6),
                target(row),
                item(row),
                row.getLong(17));
    }

    private static @Nullable Target target(Row row) {
        String endpoint = row.getString(7);
        return endpoint == null
                ? null
                : new Target(
                        URI.create(endpoint),
                        row.getBuffer(8).getBytes(),
                        row.getBuffer(9).getBytes(),
                        row.getString(10));
    }

    private static @Nullable Item item(Row row) {
        Boolean unread = row.getBoolean(11);
        return unread == null
                ? null
                : new Item(
                        unread,
                        row.getString(12),
                        row.getBoolean(13),
                        instant(row.getOffsetDateTime(14)),
                        row.getString(15),
                        row.getString(16));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> reader) {
        List<T> all = new ArrayList<>(rows.size());
        for (Row row : rows) {
            all.add(reader.apply(row));
        }
        return all;
    }
}
