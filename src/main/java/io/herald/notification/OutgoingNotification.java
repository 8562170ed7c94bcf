package io.herald.notification;

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
 * A notification's event with what decides on its delivery to each recipient. It is dispatched at once, or waits on the
 * schedule until it is due or until the quiet hours of a recipient end.
 *
 * @param at when it is sent: what its recipients want at that time counts, however often it has to be tried
 * @param category empty for none
 */
public record OutgoingNotification(Append append, Instant at, String sender, String category, boolean critical) {

    /** Ids of notifications on the schedule begin with it. */
    public static final String PREFIX = "notification:";

    private static final Duration REMEMBERED = Duration.ofHours(25);
    private static final int MANY = 100_000;

    /** Returns the id on the schedule of a notification that has not been sent yet. */
    public static String taskId(String notification) {
        return PREFIX + notification;
    }

    /** Returns the id on the schedule of a sent notification that waits for the end of a recipient's quiet hours. */
    public static String taskId(String notification, Channel user, Instant until) {
        return PREFIX + notification + ":" + user.key() + ":" + until.toEpochMilli();
    }

    public String notification() {
        return String.valueOf(append.eventAttributes().subject());
    }

    public int recipients() {
        return append.channels().size();
    }

    /** An instance may die while it dispatches a due notification, and another dispatches it again. */
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
        // A body goes on behind a head; with a brace it is an object.
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
        Append append = new Append(channels, event, body, eventAttributes, null, work, push);
        return new OutgoingNotification(append, at, sender, category, critical);
    }
}
