package io.herald.inbox;

import io.herald.database.Timestamps;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.inbox.storage.InboxPosition;
import io.herald.json.JsonWriter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads inboxes page by page. The three queries of a page are pipelined on one connection, so they cost one round trip to
 * PostgreSQL.
 */
@ApplicationScoped
class InboxPages {

    private static final String POSITION = "SELECT at, seq FROM inbox_item WHERE user_id = $1 AND notification_id = $2";

    private final InboxDatabase database;

    InboxPages(InboxDatabase database) {
        this.database = database;
    }

    Uni<byte[]> page(String user, InboxPageRequest wish) {
        Uni<@Nullable InboxPosition> from =
                wish.before() == null ? Uni.createFrom().nullItem() : position(user, wish.before());
        return from.chain(place -> page(new InboxPageSql(user, wish.state(), wish.category(), wish.limit(), place)));
    }

    /**
     * Returns the position of a page cursor or of a notification. For a notification that is not in the inbox, it uses the time
     * of acceptance, which the id (UUID version 7) starts with.
     */
    private Uni<InboxPosition> position(String user, String before) {
        InboxPosition cursor = InboxPosition.parse(before);
        if (cursor != null) {
            return Uni.createFrom().item(cursor);
        }
        UUID id = UUID.fromString(before);
        return database.run(POSITION, Tuple.of(user, id)).map(rows -> {
            if (rows.size() == 0) {
                return new InboxPosition(Timestamps.ofMillis(id.getMostSignificantBits() >>> 16), 0, id);
            }
            Row row = rows.iterator().next();
            return new InboxPosition(row.getOffsetDateTime(0), row.getLong(1), id);
        });
    }

    private Uni<byte[]> page(InboxPageSql query) {
        return database.guard(database.pool().withConnection(on -> {
            Uni<RowSet<Row>> synced = sync(on, query.user());
            Uni<RowSet<Row>> items = on.preparedQuery(query.sql()).execute(query.values());
            return Uni.join()
                    .all(synced, items, unread(on, query.user()))
                    .andFailFast()
                    .map(all -> InboxPageJson.of(all.get(1), query.limit(), total(all.get(2))));
        }));
    }

    Uni<byte[]> unreadByCategory(String user) {
        return database.guard(database.pool()
                .withConnection(on -> Uni.join()
                        .all(sync(on, user), unread(on, user))
                        .andFailFast()
                        .map(all -> json(all.get(1)))));
    }

    private static Uni<RowSet<Row>> sync(SqlConnection on, String user) {
        return on.preparedQuery("SELECT inbox_sync($1)").execute(Tuple.of(user));
    }

    private static Uni<RowSet<Row>> unread(SqlConnection on, String user) {
        return on.preparedQuery("SELECT category, n FROM inbox_unread_of($1)").execute(Tuple.of(user));
    }

    private static long total(RowSet<Row> unread) {
        long total = 0;
        for (Row row : unread) {
            total += row.getLong(1);
        }
        return total;
    }

    private static byte[] json(RowSet<Row> unread) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("unread", total(unread))
                .name("byCategory")
                .object();
        for (Row row : unread) {
            if (!row.getString(0).isEmpty()) {
                json.field(row.getString(0), row.getLong(1));
            }
        }
        return json.endObject().endObject().toBytes();
    }
}
