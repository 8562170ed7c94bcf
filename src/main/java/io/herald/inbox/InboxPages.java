package io.herald.inbox;

import io.herald.event.Envelope;
import io.herald.inbox.InboxQuery.Position;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Reads inboxes, a page at a time. */
@ApplicationScoped
class InboxPages {

    private final Mutiny.SessionFactory sessions;
    private final Database database;

    InboxPages(Mutiny.SessionFactory sessions, Database database) {
        this.sessions = sessions;
        this.database = database;
    }

    /** The place of a notification, also of one that is gone: its id tells when it was accepted. */
    Uni<Position> position(UUID id) {
        return database.run("SELECT at FROM notification WHERE id = $1", Tuple.of(id))
                .map(rows -> new Position(
                        rows.size() == 0
                                ? Told.time(id.getMostSignificantBits() >>> 16)
                                : rows.iterator().next().getOffsetDateTime(0),
                        id));
    }

    Uni<byte[]> page(InboxQuery query) {
        return sync(query.user())
                .chain(() -> database.guard(sessions.withSession(session -> find(session, query))))
                .chain(items -> unread(query.user()).map(unread -> json(items, query.limit(), total(unread))));
    }

    Uni<byte[]> unreadByCategory(String user) {
        return sync(user).chain(() -> unread(user)).map(InboxPages::json);
    }

    private Uni<Void> sync(String user) {
        return database.run("SELECT inbox_sync($1)", Tuple.of(user)).replaceWithVoid();
    }

    private Uni<RowSet<Row>> unread(String user) {
        return database.run("SELECT category, n FROM inbox_unread_of($1)", Tuple.of(user));
    }

    /** One more than asked for tells whether there is a next page. */
    private static Uni<List<InboxItem>> find(Mutiny.Session session, InboxQuery query) {
        Mutiny.SelectionQuery<InboxItem> find = session.createSelectionQuery(query.hql(), InboxItem.class)
                .setParameter("user", query.user())
                .setParameter("now", OffsetDateTime.now(ZoneOffset.UTC))
                .setMaxResults(query.limit() + 1);
        if (query.state() != null) {
            find.setParameter("state", query.state());
        }
        if (query.category() != null) {
            find.setParameter("category", query.category());
        }
        if (query.before() != null) {
            find.setParameter("at", query.before().at());
            find.setParameter("id", query.before().id());
        }
        return find.getResultList();
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

    private static byte[] json(List<InboxItem> items, int limit, long unread) {
        List<InboxItem> shown = items.subList(0, Math.min(limit, items.size()));
        JsonWriter json =
                new JsonWriter(512 * shown.size() + 64).object().name("items").array();
        shown.forEach(item -> write(item, json));
        json.endArray();
        if (items.size() > limit) {
            json.field("next", shown.get(limit - 1).notificationId.toString());
        }
        return json.field("unread", unread).endObject().toBytes();
    }

    private static void write(InboxItem item, JsonWriter json) {
        json.object();
        StrictJson.read(item.notification.content.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .members(json::field);
        json.field("from", item.notification.sender)
                .field("createdAt", time(item.at))
                .field("readAt", time(item.readAt))
                .field("archivedAt", time(item.archivedAt))
                .endObject();
    }

    private static @Nullable String time(@Nullable OffsetDateTime time) {
        return time == null ? null : Envelope.time(time.toInstant());
    }
}
