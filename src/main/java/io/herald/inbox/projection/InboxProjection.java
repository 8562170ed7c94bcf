package io.herald.inbox.projection;

import io.herald.database.DatabaseUnavailable;
import io.herald.database.PermanentDatabaseError;
import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.log.WorkHandler;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Inserts notifications from the work queue into the inboxes. It is idempotent: existing rows stay unchanged. */
@ApplicationScoped
class InboxProjection implements WorkHandler {

    /** Sorted by id: two instances that insert overlapping batches must not deadlock. */
    private static final String NOTIFICATIONS = """
        INSERT INTO notification (id, at, sender, category, critical, expires_at, content)
        SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::varchar[], $4::varchar[], $5::boolean[],
            $6::timestamptz[], $7::varchar[]) AS n (id) ORDER BY n.id
        ON CONFLICT (id) DO NOTHING\
        """;

    /**
     * A notification that existed before may be withdrawn concurrently. The row lock orders the two transactions: the
     * withdrawal either commits first and is visible here, or follows this transaction and finds the rows that it inserted.
     */
    private static final String WITHDRAWN = """
        SELECT id, withdrawn FROM notification WHERE id = ANY ($1) ORDER BY id FOR SHARE\
        """;

    /** An item is inserted as read if a read mark of the user already covers it. */
    private static final String ITEMS = """
        INSERT INTO inbox_item (user_id, notification_id, at, seq, category, expires_at, collapse, state, read_at)
        SELECT i.user_id, n.id, i.at, i.seq, n.category, n.expires_at, i.collapse,
            CASE WHEN m.at IS NULL THEN 0 ELSE 1 END, m.at
        FROM unnest($1::varchar[], $2::uuid[], $3::varchar[], $4::timestamptz[], $5::bigint[])
            AS i (user_id, id, collapse, at, seq)
        JOIN notification AS n ON n.id = i.id
        LEFT JOIN LATERAL (
            SELECT max(at) AS at FROM inbox_mark AS m
            WHERE m.user_id = i.user_id AND m.category IN ('', n.category) AND CASE
                WHEN m.seq IS NULL THEN m.at >= n.at
                ELSE (m.at, m.seq, m.notification_id) >= (i.at, i.seq, n.id) END
        ) AS m ON true
        WHERE n.expires_at IS NULL OR n.expires_at > now()
        ON CONFLICT (user_id, notification_id) DO NOTHING\
        """;

    private static final String REPLACED =
            "SELECT user_id, notification_id FROM inbox_collapse($1::varchar[], $2::varchar[])";

    private static final String BROADCASTS = """
        SELECT within, replaced FROM inbox_broadcast($1::uuid[], $2::varchar[], $3::timestamptz[], $4::varchar[],
            $5::timestamptz[], $6::bigint[])\
        """;

    private final InboxDatabase database;
    private final RemovalEvents removalEvents;
    private final LongAdder projected = new LongAdder();

    InboxProjection(InboxDatabase database, RemovalEvents removalEvents) {
        this.removalEvents = removalEvents;
        this.database = database;
    }

    long projected() {
        return projected.sum();
    }

    @Override
    public boolean accepts(Event work) {
        return work.name().equals(ProjectedNotification.EVENT);
    }

    @Override
    public Uni<Void> handle(List<Event> work) {
        return Uni.createFrom()
                .deferred(() -> {
                    ProjectedRows rows = new ProjectedRows();
                    work.forEach(rows::add);
                    return insert(rows);
                })
                .onFailure(DatabaseUnavailable::isCauseOf)
                .transform(failure -> InboxDatabase.unavailable())
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(PermanentDatabaseError::of);
    }

    Uni<Void> insert(ProjectedRows rows) {
        if (rows.size() == 0) {
            return Uni.createFrom().voidItem();
        }
        Map<UUID, List<Channel>> replaced = new HashMap<>();
        return database.pool()
                .withTransaction(on -> withdrawn(rows, on).map(rows::remove).call(() -> insert(rows, on, replaced)))
                .chain(removalEvents::withdrawn)
                .invoke(() -> projected.add(rows.size()))
                .call(() -> removalEvents.replaced(replaced));
    }

    /** Returns which notifications are withdrawn. If this transaction inserted all of them, none is, and it skips the query. */
    private static Uni<Set<UUID>> withdrawn(ProjectedRows rows, SqlConnection on) {
        return on.preparedQuery(NOTIFICATIONS)
                .execute(rows.notifications())
                .chain(added -> added.rowCount() == rows.notificationCount()
                        ? Uni.createFrom().item(Set.of())
                        : on.preparedQuery(WITHDRAWN)
                                .execute(Tuple.tuple().addArrayOfUUID(rows.ids()))
                                .map(InboxProjection::withdrawn));
    }

    private static Set<UUID> withdrawn(RowSet<Row> found) {
        Set<UUID> withdrawn = new HashSet<>();
        for (Row row : found) {
            if (row.getBoolean(1)) {
                withdrawn.add(row.getUUID(0));
            }
        }
        return withdrawn;
    }

    private static Uni<Void> insert(ProjectedRows rows, SqlConnection on, Map<UUID, List<Channel>> replaced) {
        Uni<?> done = Uni.createFrom().voidItem();
        if (rows.hasItems()) {
            done = done.chain(() -> on.preparedQuery(ITEMS).execute(rows.items()));
        }
        if (rows.isCollapsing()) {
            done = done.chain(() -> on.preparedQuery(REPLACED).execute(rows.collapseKeys()))
                    .invoke(replacedRows ->
                            replacedRows.forEach(row -> add(replaced, row, Channel.user(row.getString(0)))));
        }
        if (rows.hasBroadcasts()) {
            done = done.chain(() -> on.preparedQuery(BROADCASTS).execute(rows.broadcasts()))
                    .invoke(replacedRows ->
                            replacedRows.forEach(row -> add(replaced, row, broadcast(row.getString(0)))));
        }
        return done.replaceWithVoid();
    }

    private static Channel broadcast(@Nullable String room) {
        return room == null ? Channel.EVERYONE : Channel.room(room);
    }

    private static void add(Map<UUID, List<Channel>> replaced, Row row, Channel channel) {
        replaced.computeIfAbsent(row.getUUID(1), id -> new ArrayList<>()).add(channel);
    }
}
