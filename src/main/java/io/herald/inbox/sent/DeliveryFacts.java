package io.herald.inbox.sent;

import io.herald.event.Envelope;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.json.JsonWriter;
import io.herald.log.Schedule;
import io.herald.schedule.OutgoingNotification;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Reads the delivery facts of a notification: its state and the numbers of recipients, deliveries and readers. */
@ApplicationScoped
class DeliveryFacts {

    private static final String COUNTS = """
        SELECT coalesce(max(f.swept), 0) + count(i), coalesce(max(f.swept_read), 0) + count(i.read_at),
            coalesce(max(f.delivered), 0), coalesce(max(f.pushed), 0), coalesce(max(f.push_failed), 0)
        FROM (SELECT $1::uuid AS id) AS n
        LEFT JOIN notification_fact AS f ON f.notification_id = n.id
        LEFT JOIN inbox_item AS i ON i.notification_id = n.id\
        """;

    private static final String AUDIENCE = """
        SELECT CASE WHEN b.room IS NULL THEN (SELECT count(*) FROM known_user WHERE first_seen <= b.at)
            ELSE (SELECT count(DISTINCT user_id) FROM room_stay AS s
                WHERE s.room = b.room AND s.since <= b.at AND s.until > b.at) END
        FROM broadcast AS b WHERE b.notification_id = $1\
        """;

    private final InboxDatabase database;
    private final Schedule schedule;

    DeliveryFacts(InboxDatabase database, Schedule schedule) {
        this.database = database;
        this.schedule = schedule;
    }

    Uni<byte[]> of(SentNotification sent) {
        if (sent.scheduled()) {
            return schedule.find(OutgoingNotification.taskId(sent.id().toString()))
                    .map(content -> json(
                            sent,
                            content == null
                                    ? 0
                                    : OutgoingNotification.parse(content).recipients(),
                            Counts.NONE));
        }
        return database.run(COUNTS, Tuple.of(sent.id())).chain(rows -> {
            Row counts = rows.iterator().next();
            return database.run(AUDIENCE, Tuple.of(sent.id()))
                    .map(audience -> json(
                            sent,
                            audience.size() > 0 ? audience.iterator().next().getLong(0) : counts.getLong(0),
                            Counts.of(counts)));
        });
    }

    private record Counts(long delivered, long read, long pushed, long pushFailed) {

        static final Counts NONE = new Counts(0, 0, 0, 0);

        static Counts of(Row row) {
            return new Counts(row.getLong(2), row.getLong(1), row.getLong(3), row.getLong(4));
        }
    }

    private static byte[] json(SentNotification sent, long recipients, Counts counts) {
        return new JsonWriter()
                .object()
                .field("id", sent.id().toString())
                .field(
                        "acceptedAt",
                        Envelope.time(Instant.ofEpochMilli(sent.id().getMostSignificantBits() >>> 16)))
                .field("state", sent.withdrawn() ? "withdrawn" : sent.scheduled() ? "scheduled" : "sent")
                .field("recipients", recipients)
                .field("delivered", counts.delivered())
                .field("read", counts.read())
                .field("escalated", sent.escalated())
                .field("pushed", counts.pushed())
                .field("pushFailed", counts.pushFailed())
                .endObject()
                .toBytes();
    }
}
