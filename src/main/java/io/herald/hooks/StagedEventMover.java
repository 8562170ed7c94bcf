package io.herald.hooks;

import io.herald.database.PermanentDatabaseError;
import io.herald.event.CursorFormat;
import io.herald.log.EventLog;
import io.herald.log.StagedEvents;
import io.herald.loop.NextRun;
import io.herald.problem.ProblemException;
import io.herald.webhooks.Hook;
import io.herald.webhooks.HookEventType;
import io.herald.webhooks.HookRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves staged events to the hooks that receive them. A lock makes it one instance at a time, in the transaction that inserts the rows,
 * so their ids are in the order of commits. Events of Redis are deleted after the commit: if an instance dies between, the next move
 * finds their rows.
 */
@ApplicationScoped
class StagedEventMover {

    private static final int BATCH = 250;

    private static final String EXISTS = "SELECT EXISTS (SELECT FROM hook_staged)";

    /** Ends the transaction of an instance that hangs. Longer than a read of Redis may take. */
    private static final String LIMIT = "SET LOCAL idle_in_transaction_session_timeout = '10s'";

    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(5182742)";
    private static final String READ = "SELECT id, type, subject, at, data FROM hook_staged ORDER BY id LIMIT " + BATCH;

    /** Drops the events of a hook that was removed meanwhile. */
    private static final String INSERT = """
        INSERT INTO hook_event (hook, source, type, subject, at, data)
        SELECT e.hook, e.source, e.type, e.subject, e.at, e.data
        FROM unnest($1::varchar[], $2::varchar[], $3::varchar[], $4::varchar[], $5::timestamptz[], $6::varchar[])
            WITH ORDINALITY AS e (hook, source, type, subject, at, data, place)
        JOIN hook AS h ON h.name = e.hook
        ORDER BY e.place
        ON CONFLICT (hook, source) DO NOTHING\
        """;

    private static final String DELETE = "DELETE FROM hook_staged WHERE id = ANY ($1)";

    private final HookDatabase database;
    private final StagedEvents stagedEvents;
    private final HookRegistry hooks;
    private final int partitions;
    private final CursorFormat format;

    /** A row to insert: an event for one hook. */
    private record Delivery(Hook hook, Staged staged) {}

    StagedEventMover(HookDatabase database, StagedEvents stagedEvents, HookRegistry hooks, EventLog log) {
        this.database = database;
        this.stagedEvents = stagedEvents;
        this.hooks = hooks;
        this.partitions = log.partitions();
        this.format = new CursorFormat(partitions);
    }

    /** Moves one batch. The next run is immediate if there may be more. */
    Uni<NextRun> run() {
        return isAnyStaged()
                .chain(isAny -> isAny ? move() : Uni.createFrom().nullItem())
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(PermanentDatabaseError::of)
                .chain(moved -> moved == null
                        ? Uni.createFrom().item(NextRun.AFTER_PERIOD)
                        : delete(moved.events()).replaceWith(NextRun.immediatelyIf(moved.isLimited())));
    }

    private Uni<Boolean> isAnyStaged() {
        return readRedis(1)
                .chain(redis -> redis.stream().anyMatch(events -> !events.isEmpty())
                        ? Uni.createFrom().item(true)
                        : database.run(EXISTS, Tuple.tuple())
                                .map(rows -> rows.iterator().next().getBoolean(0)));
    }

    /** Returns what was moved; null if another instance moves events now. */
    private Uni<@Nullable StagedBatch> move() {
        return database.inTransaction(on -> on.query(LIMIT)
                .execute()
                .chain(() -> on.query(LOCK).execute())
                .chain(rows -> rows.iterator().next().getBoolean(0)
                        ? readBatch(on).call(batch -> store(batch, on))
                        : Uni.createFrom().nullItem()));
    }

    private Uni<StagedBatch> readBatch(SqlConnection on) {
        return readRedis(BATCH)
                .chain(sources -> on.query(READ).execute().map(rows -> {
                    List<Staged> fromDatabase = new ArrayList<>();
                    for (Row row : rows) {
                        fromDatabase.add(Staged.of(row));
                    }
                    List<List<Staged>> all = new ArrayList<>(sources);
                    all.add(fromDatabase);
                    return new StagedBatch(all, BATCH);
                }));
    }

    private Uni<List<List<Staged>>> readRedis(int most) {
        return Uni.join()
                .all(IntStream.range(0, partitions)
                        .mapToObj(partition -> stagedEvents
                                .oldest(partition, most)
                                .map(found -> found.stream()
                                        .map(staged -> Staged.of(staged, format))
                                        .toList()))
                        .toList())
                .andFailFast();
    }

    private Uni<Void> store(StagedBatch batch, SqlConnection on) {
        List<Delivery> deliveries = batch.events().stream()
                .flatMap(staged -> HookEventType.of(staged.type()).stream()
                        .flatMap(type -> hooks.hooks().stream()
                                .filter(hook -> hook.accepts(type, staged.subject()))
                                .map(hook -> new Delivery(hook, staged))))
                .toList();
        Long[] fromDatabase = batch.events().stream()
                .filter(staged -> staged.partition() == Staged.DATABASE)
                .map(staged -> Long.valueOf(staged.entry()))
                .toArray(Long[]::new);
        return on.preparedQuery(INSERT)
                .execute(rows(deliveries))
                .chain(() -> on.preparedQuery(DELETE).execute(Tuple.tuple().addArrayOfLong(fromDatabase)))
                .replaceWithVoid();
    }

    private static Tuple rows(List<Delivery> deliveries) {
        return Tuple.tuple()
                .addArrayOfString(column(deliveries, delivery -> delivery.hook().name()))
                .addArrayOfString(
                        column(deliveries, delivery -> delivery.staged().source()))
                .addArrayOfString(
                        column(deliveries, delivery -> delivery.staged().type()))
                .addArrayOfString(
                        column(deliveries, delivery -> delivery.staged().subject()))
                .addArrayOfOffsetDateTime(deliveries.stream()
                        .map(delivery -> delivery.staged().at())
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfString(
                        column(deliveries, delivery -> delivery.staged().data()));
    }

    private static String[] column(List<Delivery> deliveries, Function<Delivery, String> value) {
        return deliveries.stream().map(value).toArray(String[]::new);
    }

    private Uni<Void> delete(List<Staged> moved) {
        List<Uni<Void>> deletions = IntStream.range(0, partitions)
                .mapToObj(partition -> delete(partition, moved))
                .toList();
        return Uni.join().all(deletions).andCollectFailures().replaceWithVoid();
    }

    private Uni<Void> delete(int partition, List<Staged> moved) {
        List<String> entries = moved.stream()
                .filter(staged -> staged.partition() == partition)
                .map(Staged::entry)
                .toList();
        return entries.isEmpty() ? Uni.createFrom().voidItem() : stagedEvents.delete(partition, entries);
    }
}
