package io.herald.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Traits;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.EventLog;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import io.herald.log.WorkQueue;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of notifications, and taking them back: for who sent them, and for administrators. */
@ApplicationScoped
class Sent {

    private static final String SCHEDULED = "notification:";
    private static final String WITHDRAWN = "notification.withdrawn";
    private static final Duration REMEMBERED = Duration.ofHours(25);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int LOOKS = 40;

    private static final String FIND = "SELECT sender, at, withdrawn, escalated FROM notification WHERE id = $1";

    private static final String COUNTS = """
            SELECT coalesce(max(f.swept), 0) + count(i), coalesce(max(f.swept_read), 0) + count(i.read_at),
                coalesce(max(f.delivered), 0)
            FROM (SELECT $1::uuid AS id) AS n
            LEFT JOIN notification_fact AS f ON f.notification_id = n.id
            LEFT JOIN inbox_item AS i ON i.notification_id = n.id""";

    private static final String AUDIENCE = """
            SELECT CASE WHEN b.room IS NULL THEN (SELECT count(*) FROM known_user WHERE first_seen <= b.at)
                ELSE (SELECT count(DISTINCT user_id) FROM room_stay AS s
                    WHERE s.room = b.room AND s.since <= b.at AND s.until > b.at) END
            FROM broadcast AS b WHERE b.notification_id = $1""";

    private static final String CHANNELS = """
            SELECT 'user:' || user_id FROM inbox_item WHERE notification_id = $1
                AND NOT EXISTS (SELECT 1 FROM broadcast WHERE notification_id = $1)
            UNION ALL
            SELECT coalesce('room:' || room, 'everyone') FROM broadcast WHERE notification_id = $1""";

    private static final String TAKE_BACK = """
            INSERT INTO notification AS n (id, at, sender, content, withdrawn) VALUES ($1, $2, $3, '{}', true)
            ON CONFLICT (id) DO UPDATE SET withdrawn = true""";

    private static final String TAKE_OUT = "UPDATE inbox_item SET state = 3 WHERE notification_id = $1 AND state < 3";

    private final Database database;
    private final EventLog log;
    private final Schedule schedule;
    private final Withdrawals withdrawals;
    private final WorkQueue queue;
    private final Clock clock = Clock.systemUTC();

    Sent(Database database, EventLog log, Schedule schedule, Withdrawals withdrawals, WorkQueue queue) {
        this.database = database;
        this.log = log;
        this.schedule = schedule;
        this.withdrawals = withdrawals;
        this.queue = queue;
    }

    /** Fails as not found where it is not the caller's, which nobody else is to know of. */
    Uni<SentNotification> find(String notification, Caller caller) {
        UUID id = id(notification);
        return find(id, LOOKS).map(found -> {
            if (found == null || !found.sender().equals(caller.id()) && !caller.isAdmin()) {
                throw notFound();
            }
            return found;
        });
    }

    /** What was accepted a moment ago may be on its way still. */
    private Uni<@Nullable SentNotification> find(UUID id, int looks) {
        return lookUp(id).chain(found -> found != null ? Uni.createFrom().item(found) : mayCome(id, looks));
    }

    private Uni<@Nullable SentNotification> mayCome(UUID id, int looks) {
        return queue.backlog().chain(backlog -> {
            if (backlog.entries() == 0 && looks < LOOKS) {
                return lookUp(id);
            }
            if (looks == 0) {
                return Uni.createFrom().failure(Database.unavailable());
            }
            return Uni.createFrom().voidItem().onItem().delayIt().by(LOOK_AGAIN).chain(() -> find(id, looks - 1));
        });
    }

    private Uni<@Nullable SentNotification> lookUp(UUID id) {
        return database.run(FIND, Tuple.of(id))
                .chain(rows -> rows.size() > 0
                        ? Uni.createFrom().item(sent(id, rows.iterator().next()))
                        : schedule.find(SCHEDULED + id)
                                .map(content -> content == null ? null : scheduled(id, content)));
    }

    private static SentNotification sent(UUID id, Row row) {
        return new SentNotification(
                id, row.getString(0), row.getOffsetDateTime(1), false, row.getBoolean(2), row.getBoolean(3));
    }

    private static SentNotification scheduled(UUID id, byte[] content) {
        Map<String, RawJson> parcel = new HashMap<>();
        StrictJson.read(content).members(parcel::put);
        long accepted = id.getMostSignificantBits() >>> 16;
        return new SentNotification(id, parcel.get("sender").text(), Told.time(accepted), true, false, false);
    }

    Uni<byte[]> facts(SentNotification sent) {
        if (sent.scheduled()) {
            return schedule.find(SCHEDULED + sent.id())
                    .map(content -> json(sent, content == null ? 0 : recipients(content), 0, 0));
        }
        return database.run(COUNTS, Tuple.of(sent.id())).chain(rows -> {
            Row counts = rows.iterator().next();
            return database.run(AUDIENCE, Tuple.of(sent.id()))
                    .map(audience -> json(
                            sent,
                            audience.size() > 0 ? audience.iterator().next().getLong(0) : counts.getLong(0),
                            counts.getLong(2),
                            counts.getLong(1)));
        });
    }

    private static long recipients(byte[] content) {
        List<RawJson> channels = new ArrayList<>();
        StrictJson.read(content).members((name, value) -> {
            if (name.equals("channels")) {
                channels.addAll(value.items());
            }
        });
        return channels.size();
    }

    private static byte[] json(SentNotification sent, long recipients, long delivered, long read) {
        return new JsonWriter()
                .object()
                .field("id", sent.id().toString())
                .field(
                        "acceptedAt",
                        Envelope.time(Instant.ofEpochMilli(sent.id().getMostSignificantBits() >>> 16)))
                .field("state", sent.withdrawn() ? "withdrawn" : sent.scheduled() ? "scheduled" : "sent")
                .field("recipients", recipients)
                .field("delivered", delivered)
                .field("read", read)
                .field("escalated", sent.escalated())
                .endObject()
                .toBytes();
    }

    /** Each step can be done again, so that a call that failed half-way is completed by the next. */
    Uni<Void> withdraw(SentNotification sent) {
        return schedule.cancel(SCHEDULED + sent.id())
                .chain(cancelled -> withdrawals.add(sent.id().toString()))
                .chain(() -> database.run(TAKE_BACK, Tuple.of(sent.id(), sent.at(), sent.sender())))
                .chain(() -> database.run(CHANNELS, Tuple.of(sent.id())))
                .chain(rows -> {
                    List<Channel> channels = new ArrayList<>();
                    rows.forEach(row -> channels.add(new Channel(row.getString(0))));
                    return channels.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : log.append(told(sent, channels)).replaceWithVoid();
                })
                .chain(() -> database.run(TAKE_OUT, Tuple.of(sent.id())))
                .replaceWithVoid();
    }

    private Append told(SentNotification sent, List<Channel> channels) {
        byte[] data = ("{\"id\":\"" + sent.id() + "\"}").getBytes(UTF_8);
        byte[] body = Envelope.body(Instant.now(clock), sent.sender(), data);
        return new Append(channels, WITHDRAWN, body, Traits.DURABLE)
                .once(new Once("withdrawn:" + sent.id(), "withdrawn", REMEMBERED));
    }

    private static UUID id(String notification) {
        try {
            return UUID.fromString(notification);
        } catch (IllegalArgumentException noId) {
            throw notFound();
        }
    }

    private static RuntimeException notFound() {
        return Problem.notFound("You have sent no such notification.").asException();
    }
}
