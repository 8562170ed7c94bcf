package io.herald.log;

import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.JsonKind;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An edit or a deletion of a message: {@code message.edited} replaces its content, {@code message.deleted} removes it. Revisions
 * overlay the message wherever it is read; no stream is rewritten.
 *
 * @param message the position of the message
 * @param subject the public id of the message
 * @param content null for a deletion
 */
public record Revision(
        EventId message,
        String subject,
        boolean deletes,
        @Nullable RawJson content) {

    public static final String MESSAGE = "message";
    public static final String EDITED = "message.edited";
    public static final String DELETED = "message.deleted";

    private static final String CONTENT = "content";

    public static boolean isRevision(String event) {
        return event.equals(EDITED) || event.equals(DELETED);
    }

    /** Returns the revision that an event contains; null if it contains none. */
    public static @Nullable Revision of(Event event, CursorFormat format) {
        EventId message = message(event.name(), event.eventAttributes(), event.partition(), format);
        if (message == null) {
            return null;
        }
        boolean deletes = event.name().equals(DELETED);
        return new Revision(
                message, event.eventAttributes().subject(), deletes, deletes ? null : content(event.body()));
    }

    /** Returns the position of the message that an event revises; null if it revises none in this partition. */
    public static @Nullable EventId message(
            String event, EventAttributes eventAttributes, int partition, CursorFormat format) {
        if (!isRevision(event) || eventAttributes.subject() == null) {
            return null;
        }
        Cursor subject = format.parse(eventAttributes.subject());
        return subject == null ? null : subject.positionIn(partition);
    }

    /**
     * Returns an event with this revision applied. An event without content remains unchanged: an earlier version deleted
     * messages in place.
     */
    public Event revise(Event event) {
        return concerns(event) && content(event.body()) != null
                ? event.withBody(withContent(event.body(), content))
                : event;
    }

    /** A deletion also applies to the edits of the message, because they contain its content. */
    private boolean concerns(Event event) {
        return switch (event.name()) {
            case MESSAGE -> message.equals(event.id());
            case EDITED -> deletes && subject.equals(event.eventAttributes().subject());
            default -> false;
        };
    }

    /** Returns the content in the data of a body; null for none. */
    public static @Nullable RawJson content(byte[] body) {
        Map<String, RawJson> members = new HashMap<>();
        RawJson data = data(body);
        if (data.kind() == JsonKind.OBJECT) {
            data.members(members::put);
        }
        return members.get(CONTENT);
    }

    /** Returns the body with other content in its data; null removes the content. */
    public static byte[] withContent(byte[] body, @Nullable RawJson content) {
        RawJson data = data(body);
        if (data.kind() != JsonKind.OBJECT) {
            return body;
        }
        JsonWriter revised = new JsonWriter(body.length).object();
        data.members((name, value) -> revised.field(name, name.equals(CONTENT) ? content : value));
        return Envelope.withData(body, revised.endObject().toBytes());
    }

    private static RawJson data(byte[] body) {
        return StrictJson.trusted(body, Envelope.dataStart(body), body.length - 1);
    }
}
