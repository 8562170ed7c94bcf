package io.herald.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Envelope;
import io.herald.inbox.storage.InboxPosition;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Encodes a page of an inbox as JSON. */
final class InboxPageJson {

    private InboxPageJson() {}

    /** @param rows one more than the limit if there is a next page */
    static byte[] of(RowSet<Row> rows, int limit, long unread) {
        JsonWriter json =
                new JsonWriter(512 * rows.size() + 64).object().name("items").array();
        int shown = 0;
        String last = "";
        for (Row row : rows) {
            if (shown++ < limit) {
                write(row, json);
                last = new InboxPosition(row.getOffsetDateTime(6), row.getLong(7), row.getUUID(0)).toString();
            }
        }
        json.endArray();
        if (shown > limit) {
            json.field("next", last);
        }
        return json.field("unread", unread).endObject().toBytes();
    }

    private static void write(Row row, JsonWriter json) {
        byte[] content = row.getString(1).getBytes(UTF_8);
        json.object()
                // Copies the members of the delivered notification unchanged. It has an id, so there is at least one.
                .value(StrictJson.trusted(content, 1, content.length - 1))
                .field("from", row.getString(2))
                .field("createdAt", time(row.getOffsetDateTime(3)))
                .field("readAt", time(row.getOffsetDateTime(4)))
                .field("archivedAt", time(row.getOffsetDateTime(5)))
                .endObject();
    }

    private static @Nullable String time(@Nullable OffsetDateTime time) {
        return time == null ? null : Envelope.time(time.toInstant());
    }
}
