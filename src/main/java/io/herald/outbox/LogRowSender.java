package io.herald.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.NameSyntax;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.herald.log.IdempotencyExpiry;
import io.herald.outbox.OutboxRow.EventTarget;
import io.herald.problem.Problem;
import io.herald.publish.channel.ChannelEventRequest;
import io.herald.publish.channel.ChannelSender;
import io.herald.publish.channel.CommandIdempotencyKey;
import io.herald.publish.notification.NotificationSender;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Sends the rows of one database, with the rights of a publisher. */
final class LogRowSender implements RowSender {

    /**
     * How long the log remembers a row that is still in its table. An instance may end after it has sent a row and before it has
     * deleted it, and the database may be unreachable for a long time after that.
     */
    static final Duration REMEMBERED = Duration.ofDays(30);

    /**
     * How long the log remembers a row that was deleted. Covers the delay with which an append of another instance may arrive that
     * has lost its claim on the row: seconds, or minutes if TCP repeats it.
     */
    private static final Duration REMEMBERED_AFTER_DELETE = Duration.ofMinutes(5);

    private final OutboxDatabase database;
    private final NotificationSender notifications;
    private final ChannelSender channels;
    private final IdempotencyExpiry expiry;

    LogRowSender(
            OutboxDatabase database,
            NotificationSender notifications,
            ChannelSender channels,
            IdempotencyExpiry expiry) {
        this.database = database;
        this.notifications = notifications;
        this.channels = channels;
        this.expiry = expiry;
    }

    @Override
    public Uni<Void> send(OutboxRow row) {
        EventTarget target = row.target();
        return target == null
                ? notifications.send(row.content().getBytes(UTF_8), database.sender(), key(row), REMEMBERED)
                : channels.send(request(row, target)).replaceWithVoid();
    }

    @Override
    public Uni<Void> forget(OutboxRow row) {
        EventTarget target = row.target();
        return target == null
                ? notifications.forget(database.sender(), key(row), REMEMBERED_AFTER_DELETE)
                : expiry.expireAppend(new Channel(target.channel()), key(row), REMEMBERED_AFTER_DELETE);
    }

    private ChannelEventRequest request(OutboxRow row, EventTarget target) {
        Channel channel = Channel.parse(target.channel());
        if (channel == null) {
            throw Problem.invalid("channel", "must be user:<id>, room:<name> or everyone")
                    .asException();
        }
        if (channel.isRoom() && NameSyntax.isServiceRoom(channel.name())) {
            throw Problem.forbidden("Rooms whose names begin with 'herald.' are reserved for the service.")
                    .asException();
        }
        JsonWriter body = new JsonWriter(row.content().length() + 128)
                .object()
                .field("event", target.event())
                .field("data", StrictJson.read(row.content().getBytes(UTF_8)))
                .field("ephemeral", target.ephemeral())
                .field("conflate", target.conflate())
                .endObject();
        CommandIdempotencyKey once =
                new CommandIdempotencyKey(key(row), target.event() + ":" + target.channel(), REMEMBERED);
        return ChannelEventRequest.read(channel, body.raw(), database.sender(), once);
    }

    /** Contains no text of the row, and no spaces. */
    private String key(OutboxRow row) {
        return "outbox:" + database.name() + ":" + row.idempotencyKey();
    }
}
