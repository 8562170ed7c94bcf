package io.herald.schedule;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.Append.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The event of a notification, with the properties that decide whether each recipient receives it. It is dispatched
 * immediately, or stays on the schedule until it is due or until the quiet hours of a recipient end.
 *
 * @param at the time at which it is sent. The preferences that recipients have for this time apply, even if a retry
 *     dispatches it later.
 * @param category empty if it has none
 */
public record OutgoingNotification(Append append, Instant at, String sender, String category, boolean critical) {

    /** The prefix of schedule ids of notifications. */
    public static final String PREFIX = "notification:";

    private static final Duration REMEMBERED = Duration.ofHours(25);
    private static final int MANY = 100_000;

    /** Returns the schedule id of a notification that has not been sent yet. */
    public static String taskId(String notification) {
        return PREFIX + notification;
    }

    /** Returns the schedule id of a sent notification that is deferred to the end of a recipient's quiet hours. */
    public static String taskId(String notification, Channel user, Instant until) {
        return PREFIX + notification + ":" + user.key() + ":" + until.toEpochMilli();
    }

    public String notification() {
        return String.valueOf(append.eventAttributes().subject());
    }

    public int recipients() {
        return append.channels().size();
    }

    /**
     * Returns a copy that is appended at most once under {@code key}. If an instance fails while it dispatches a due
     * notification, another instance dispatches it again.
     */
    public OutgoingNotification once(String key) {
        return append.once() == null
                ? with(append.once(new Once(key, "scheduled", REMEMBERED)))
                : with(append.once(new Once(key, append.once().fingerprint(), REMEMBERED)));
    }

    public OutgoingNotification with(Append other) {
        return new OutgoingNotification(other, at, sender, category, critical);
    }

    public OutgoingNotification at(Instant later) {
        return new OutgoingNotification(append, later, sender, category, critical);
    }

    public byte[] toJson() {
        byte[] body = append.body().clone();
        // A body continues the head of an envelope and starts with a comma. With a brace instead it is a JSON object.
        body[0] = '{';
        JsonWriter json = new JsonWriter(body.length + 256)
                .object()
                .field("at", at.toEpochMilli())
                .field("sender", sender)
                .field("category", category)
                .field("critical", critical)
                .field("event", append.event())
                .field("conflate", append.eventAttributes().conflate())
                .field("subject", append.eventAttributes().subject())
                .field("trace", append.eventAttributes().trace());
        if (append.eventAttributes().expiresAt() != EventAttributes.NEVER) {
            json.field("expiresAt", append.eventAttributes().expiresAt());
        }
        json.field("work", append.work()).field("push", append.push().name());
        json.name("channels").array();
        append.channels().forEach(channel -> json.value(channel.key()));
        return json.endArray().field("body", StrictJson.read(body)).endObject().toBytes();
    }

    /** @throws io.herald.problem.ProblemException if the content is not what {@link #toJson} writes */
    public static OutgoingNotification parse(byte[] content) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(content));
        Instant at = Instant.ofEpochMilli(jsonFields.number("at", 0, 0, Long.MAX_VALUE));
        String sender = jsonFields.requiredText("sender", MANY);
        String category = jsonFields.text("category", MANY);
        boolean critical = jsonFields.flag("critical", false);
        String event = jsonFields.requiredText("event", MANY);
        EventAttributes eventAttributes = new EventAttributes(
                false,
                jsonFields.text("conflate", MANY),
                jsonFields.number("expiresAt", EventAttributes.NEVER, 0, EventAttributes.NEVER),
                jsonFields.text("subject", MANY),
                null,
                jsonFields.text("trace", MANY));
        boolean work = jsonFields.flag("work", false);
        Push push = Push.valueOf(jsonFields.requiredText("push", MANY));
        List<Channel> channels = jsonFields.list("channels", MANY, Function.identity()).stream()
                .map(Channel::new)
                .toList();
        byte[] body = jsonFields.raw("body").toBytes();
        body[0] = ',';
        Append append = new Append(channels, event, body, eventAttributes, null, work, push, false);
        return new OutgoingNotification(append, at, sender, category, critical);
    }
}
