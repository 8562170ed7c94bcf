package io.herald.inbox;

import io.herald.inbox.InboxQuery.Position;
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
 * Reads inboxes, a page at a time. What a page takes goes to PostgreSQL on one connection and without waiting for the answers
 * in between: three questions cost one way.
 */
@ApplicationScoped
class InboxPages {

    private final Database database;

    InboxPages(Database database) {
        this.database = database;
    }

    Uni<byte[]> page(String user, InboxWish wish) {
        Uni<@Nullable Position> from = wish.before() == null ? Uni.createFrom().nullItem() : position(wish.before());
        return from.chain(place -> page(new InboxQuery(user, wish.state(), wish.category(), wish.limit(), place)));
    }

    /** The place of a notification, also of one that is gone: its id tells when it was accepted. */
    private Uni<Position> position(UUID id) {
        return database.run("SELECT at FROM notification WHERE id = $1", Tuple.of(id))
                .map(rows -> new Position(
                        rows.size() == 0
                                ? Told.time(id.getMostSignificantBits() >>> 16)
                                : rows.iterator().next().getOffsetDateTime(0),
                        id));
    }

    private Uni<byte[]> page(InboxQuery query) {
        return database.guard(database.pool().withConnection(on -> {
            Uni<RowSet<Row>> synced = sync(on, query.user());
            Uni<RowSet<Row>> items = on.preparedQuery(query.sql()).execute(query.values());
            return Uni.join()
                    .all(synced, items, unread(on, query.user()))
                    .andFailFast()
                    .map(all -> PageJson.of(all.get(1), query.limit(), total(all.get(2))));
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
