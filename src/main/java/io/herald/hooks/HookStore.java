package io.herald.hooks;

import io.herald.webhooks.Hook;
import io.herald.webhooks.HookEventType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hooks in PostgreSQL: which instance sends the events of each, and whether it fails or is disabled. A lease ends by the clock of
 * the database.
 */
@ApplicationScoped
class HookStore {

    /** How long an instance may send without a renewal. After its death another one continues. */
    static final Duration LEASE = Duration.ofSeconds(15);

    private static final String REGISTER = """
        INSERT INTO hook (name, types) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET types = excluded.types, seen_at = now()\
        """;

    private static final String CLAIM = """
        UPDATE hook AS h SET seen_at = now(),
            owner = CASE WHEN c.free THEN $1 ELSE h.owner END,
            lease_until = CASE WHEN c.free THEN now() + $3 * interval '1 ms' ELSE h.lease_until END
        FROM (SELECT name, owner IS NULL OR owner = $1 OR lease_until < now() AS free FROM hook
            WHERE name = ANY ($2) ORDER BY name FOR UPDATE) AS c
        WHERE h.name = c.name
        RETURNING h.name, h.owner = $1 AS owned, h.disabled_at IS NOT NULL AS disabled, h.failing_since\
        """;

    private static final String RELEASE = "UPDATE hook SET owner = NULL WHERE owner = $1";

    /** Counts up to 100,000, so that a large backlog costs no more. */
    private static final String MEASURE = """
        SELECT h.name, h.disabled_at IS NOT NULL AS disabled, h.failing_since IS NOT NULL AS failing,
            coalesce((SELECT extract(epoch FROM now() - e.at) FROM hook_event AS e
                WHERE e.hook = h.name AND e.state = 0 ORDER BY e.id LIMIT 1), 0)::float8 AS lag,
            (SELECT count(*) FROM (SELECT FROM hook_event AS e WHERE e.hook = h.name AND e.state = 0 LIMIT 100000) AS e) AS waiting,
            (SELECT count(*) FROM (SELECT FROM hook_event AS e WHERE e.hook = h.name AND e.state = 2 LIMIT 100000) AS e) AS failed
        FROM hook AS h WHERE h.name = ANY ($1) ORDER BY h.name\
        """;

    private final HookDatabase database;

    HookStore(HookDatabase database) {
        this.database = database;
    }

    /** What a claim has found of a hook. */
    record Claim(
            String hook,
            boolean isOwned,
            boolean isDisabled,
            @Nullable Instant failingSince) {}

    record Measurement(
            String hook, boolean isDisabled, boolean isFailing, double lagSeconds, long waiting, long failed) {}

    /** Stores the hooks of this instance. From then on, events of their types are staged. */
    Uni<Void> register(List<Hook> hooks) {
        return Multi.createFrom()
                .iterable(hooks)
                .onItem()
                .transformToUniAndConcatenate(
                        hook -> database.run(REGISTER, Tuple.of(hook.name()).addArrayOfString(types(hook))))
                .onItem()
                .ignoreAsUni();
    }

    private static String[] types(Hook hook) {
        return hook.types().stream().map(HookEventType::value).toArray(String[]::new);
    }

    /** Renews the leases of an instance, and takes those that have ended. Returns the hooks that are registered. */
    Uni<List<Claim>> claim(UUID instance, Collection<String> hooks) {
        Tuple values = Tuple.of(instance)
                .addArrayOfString(hooks.toArray(String[]::new))
                .addLong(LEASE.toMillis());
        return database.run(CLAIM, values).map(HookStore::claims);
    }

    /** Ends the leases of an instance that stops. */
    Uni<Void> release(UUID instance) {
        return database.run(RELEASE, Tuple.of(instance)).replaceWithVoid();
    }

    Uni<Void> setFailing(String hook, boolean isFailing) {
        String sql = isFailing
                ? "UPDATE hook SET failing_since = now() WHERE name = $1 AND failing_since IS NULL"
                : "UPDATE hook SET failing_since = NULL WHERE name = $1";
        return database.run(sql, Tuple.of(hook)).replaceWithVoid();
    }

    /** Enables a hook. Its waiting events have another day. */
    Uni<Void> enable(String hook) {
        return database.inTransaction(on -> on.preparedQuery(
                        "UPDATE hook_event SET failing_since = NULL WHERE hook = $1 AND state = 0 AND failing_since IS NOT NULL")
                .execute(Tuple.of(hook))
                .chain(() -> on.preparedQuery(
                                "UPDATE hook SET disabled_at = NULL, failing_since = NULL WHERE name = $1")
                        .execute(Tuple.of(hook)))
                .replaceWithVoid());
    }

    Uni<List<Measurement>> measure(Collection<String> hooks) {
        return database.run(MEASURE, Tuple.tuple().addArrayOfString(hooks.toArray(String[]::new)))
                .map(rows -> {
                    List<Measurement> found = new ArrayList<>();
                    rows.forEach(row -> found.add(new Measurement(
                            row.getString("name"),
                            row.getBoolean("disabled"),
                            row.getBoolean("failing"),
                            row.getDouble("lag"),
                            row.getLong("waiting"),
                            row.getLong("failed"))));
                    return found;
                });
    }

    private static List<Claim> claims(RowSet<Row> rows) {
        List<Claim> claims = new ArrayList<>();
        for (Row row : rows) {
            OffsetDateTime failingSince = row.getOffsetDateTime("failing_since");
            claims.add(new Claim(
                    row.getString("name"),
                    row.getBoolean("owned"),
                    row.getBoolean("disabled"),
                    failingSince == null ? null : failingSince.toInstant()));
        }
        return claims;
    }
}
