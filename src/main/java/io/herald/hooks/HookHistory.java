package io.herald.hooks;

import io.herald.event.Envelope;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The kept events of a hook: reads them page by page, and sends them again. */
@ApplicationScoped
class HookHistory {

    private static final String[] STATES = {"waiting", "delivered", "failed"};

    /** One row more than the page, which shows whether there is a next page. */
    private static final String PAGE =
            "SELECT id, type, at, data, state FROM hook_event WHERE hook = $1 AND id > $2 ORDER BY id LIMIT $3";

    private static final String REPLAY = """
        UPDATE hook_event SET state = 0, ended_at = NULL, failing_since = NULL WHERE hook = $1 AND id > $2 AND state > 0\
        """;

    private final HookDatabase database;

    HookHistory(HookDatabase database) {
        this.database = database;
    }

    /** Returns a page of events, oldest first. */
    Uni<byte[]> page(String hook, long after, int limit) {
        return database.run(PAGE, Tuple.of(hook, after, limit + 1)).map(rows -> json(rows, limit));
    }

    /** Makes the events after a position wait again, and returns how many they are. */
    Uni<Integer> replay(String hook, long after) {
        return database.run(REPLAY, Tuple.of(hook, after)).map(RowSet::rowCount);
    }

    private static byte[] json(RowSet<Row> rows, int limit) {
        JsonWriter json = new JsonWriter().object().name("events").array();
        int shown = 0;
        String last = "";
        for (Row row : rows) {
            if (shown++ == limit) {
                break;
            }
            Instant at = row.getOffsetDateTime("at").toInstant();
            byte[] data = row.getString("data").getBytes(StandardCharsets.UTF_8);
            last = HookEventId.format(at, row.getLong("id"));
            json.object()
                    .field("id", last)
                    .field("type", row.getString("type"))
                    .field("timestamp", Envelope.time(at))
                    .field("data", StrictJson.trusted(data, 0, data.length))
                    .field("state", STATES[row.getShort("state")])
                    .endObject();
        }
        json.endArray();
        if (shown > limit) {
            json.field("next", last);
        }
        return json.endObject().toBytes();
    }
}
