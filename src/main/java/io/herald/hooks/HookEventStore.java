package io.herald.hooks;

import io.herald.hooks.HookOutcome.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The events that wait in PostgreSQL, and their outcomes. */
@ApplicationScoped
class HookEventStore {

    /** The bytes of the data of a page of waiting events, beyond its first one. */
    private static final int PAGE_SIZE = 4 * 1024 * 1024;

    private static final String WAITING = """
        SELECT id, type, subject, at, data, failing_since FROM (
            SELECT e.*, sum(octet_length(data)) OVER (ORDER BY id) - octet_length(data) AS before FROM (
                SELECT id, type, subject, at, data, failing_since FROM hook_event
                WHERE hook = $1 AND state = 0 AND subject <> ALL ($2::varchar[]) ORDER BY id LIMIT $3) AS e) AS e
        WHERE before < %d ORDER BY id\
        """.formatted(PAGE_SIZE);

    private static final String DELIVERED =
            "UPDATE hook_event SET state = 1, ended_at = now() WHERE id = ANY ($1) AND state = 0";

    private static final String RETRIED =
            "UPDATE hook_event SET failing_since = now() WHERE id = ANY ($1) AND failing_since IS NULL";

    /**
     * Disables the hook. Later events of the subject that have waited for a day fail together with the event that held them up.
     */
    private static final String FAILED = """
        WITH disabled AS (
            UPDATE hook SET disabled_at = now()
            WHERE disabled_at IS NULL AND name IN (SELECT hook FROM hook_event WHERE id = ANY ($1) AND state = 0))
        UPDATE hook_event AS e SET state = 2, ended_at = now() FROM hook_event AS f
        WHERE f.id = ANY ($1) AND e.hook = f.hook AND e.subject = f.subject AND e.state = 0
            AND (e.id = f.id OR e.id > f.id AND e.at < now() - interval '1 day')\
        """;

    private final HookDatabase database;

    HookEventStore(HookDatabase database) {
        this.database = database;
    }

    /** Returns the oldest waiting events of a hook, in order, without those of some subjects. */
    Uni<List<HookEvent>> waiting(String hook, Collection<String> excluded, int most) {
        Tuple values = Tuple.tuple()
                .addString(hook)
                .addArrayOfString(excluded.toArray(String[]::new))
                .addInteger(most);
        return database.run(WAITING, values).map(HookEventStore::events);
    }

    /** Records outcomes. Repeating the call is harmless. */
    Uni<Void> record(List<HookOutcome> outcomes) {
        return database.inTransaction(on -> update(on, DELIVERED, outcomes, Kind.DELIVERED)
                .chain(() -> update(on, RETRIED, outcomes, Kind.RETRIED))
                .chain(() -> update(on, FAILED, outcomes, Kind.FAILED)));
    }

    private static Uni<Void> update(SqlConnection on, String sql, List<HookOutcome> outcomes, Kind kind) {
        Long[] ids = outcomes.stream()
                .filter(outcome -> outcome.kind() == kind)
                .map(outcome -> outcome.event().position())
                .sorted()
                .toArray(Long[]::new);
        return ids.length == 0
                ? Uni.createFrom().voidItem()
                : on.preparedQuery(sql)
                        .execute(Tuple.tuple().addArrayOfLong(ids))
                        .replaceWithVoid();
    }

    private static List<HookEvent> events(RowSet<Row> rows) {
        List<HookEvent> events = new ArrayList<>(rows.size());
        for (Row row : rows) {
            OffsetDateTime failingSince = row.getOffsetDateTime("failing_since");
            events.add(new HookEvent(
                    row.getLong("id"),
                    row.getString("type"),
                    row.getString("subject"),
                    row.getOffsetDateTime("at").toInstant(),
                    row.getString("data"),
                    failingSince == null ? null : failingSince.toInstant()));
        }
        return events;
    }
}
