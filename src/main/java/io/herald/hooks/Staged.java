package io.herald.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.database.Timestamps;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.log.Revision;
import io.herald.log.StagedEvents.StagedEvent;
import io.herald.webhooks.HookEventType;
import io.vertx.mutiny.sqlclient.Row;
import java.time.OffsetDateTime;

/**
 * A staged event of Redis or of PostgreSQL.
 *
 * @param partition of Redis, or {@link #DATABASE}
 * @param entry identifies it within its partition
 * @param subject the user or room that it is about, as a channel
 * @param data JSON
 */
record Staged(int partition, String entry, String type, String subject, OffsetDateTime at, String data) {

    static final int DATABASE = -1;

    /** Reads an event that a script has staged. */
    static Staged of(StagedEvent staged, CursorFormat format) {
        Event event = staged.event();
        Channel channel = event.channels().get(0);
        boolean isMessage = event.name().equals(Revision.MESSAGE);
        return new Staged(
                event.partition(),
                staged.entry(),
                isMessage ? HookEventType.MESSAGE_SENT.value() : event.name(),
                channel.key(),
                Timestamps.ofMillis(staged.at()),
                isMessage ? message(event, channel, format) : new String(event.body(), UTF_8));
    }

    /** Reads a row of {@code hook_staged}. */
    static Staged of(Row row) {
        return new Staged(
                DATABASE,
                Long.toString(row.getLong("id")),
                row.getString("type"),
                row.getString("subject"),
                row.getOffsetDateTime("at"),
                row.getString("data"));
    }

    private static String message(Event event, Channel channel, CursorFormat format) {
        String id = format.formatId(event.partition(), event.id());
        String head = Envelope.head(id, id, channel, event.name());
        return "{\"room\":\"" + channel.name() + "\",\"envelope\":" + head + new String(event.body(), UTF_8) + "}";
    }

    /** Returns what identifies it in all sources. */
    String source() {
        return partition == DATABASE ? "database:" + entry : "redis:" + partition + ":" + entry;
    }
}
