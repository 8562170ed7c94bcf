package io.herald.redis.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.ControlMessage;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes events and control messages as the fields of stream entries, and decodes them. */
public final class EntryCodec {

    /**
     * An event or a control message.
     *
     * @param previous the id that precedes it in the stream from which it was read
     * @param shared in the tail of an instance, the newest id of the shared tail before this entry; in the whole tail, the id of the
     *     entry if an instance has created its tail with it; otherwise null
     */
    public record Entry(EventId previous, @Nullable EventId shared, Event event, boolean isControl) {

        public Entry(EventId previous, Event event, boolean isControl) {
            this(previous, null, event, isControl);
        }

        /** Returns whether it only marks a position: the script {@code register} appends it. */
        public boolean isMarker() {
            return isControl && event.name().equals(MARKER);
        }

        /** Returns whether an instance has created its tail with this entry of the whole tail. */
        public boolean isNewTailOf(String instance) {
            return isMarker() && event.id().equals(shared) && instance.equals(new String(event.body(), UTF_8));
        }

        /** Returns the birth mark that the entry follows: the scripts append it when they find a loss. Null for all other entries. */
        public @Nullable EventId birthMark() {
            return isControl && event.name().equals(LOST) ? EventId.parse(new String(event.body(), UTF_8)) : null;
        }

        public ControlMessage controlMessage() {
            return new ControlMessage(event.name(), event.channels().get(0), new String(event.body(), UTF_8));
        }
    }

    private static final String MARKER = "registered";
    private static final String LOST = "lost";
    private static final String EPHEMERAL = "e";
    private static final String CONTROL = "c";

    private EntryCodec() {}

    /** Encodes a control message. It becomes an entry of the tail, but is not an event. */
    public static List<Object> encode(ControlMessage controlMessage) {
        List<Object> fields = new ArrayList<>(6);
        add(fields, "e", controlMessage.kind());
        add(fields, "b", controlMessage.detail());
        add(fields, "f", CONTROL);
        return fields;
    }

    /** Encodes an event for the append script, which adds the fields {@code p} and {@code c} itself. */
    public static List<Object> encode(Append append) {
        EventAttributes eventAttributes = append.eventAttributes();
        List<Object> fields = new ArrayList<>(12);
        add(fields, "e", append.event());
        add(fields, "b", append.body());
        if (eventAttributes.ephemeral()) {
            add(fields, "f", EPHEMERAL);
        }
        if (eventAttributes.conflate() != null) {
            add(fields, "k", eventAttributes.conflate());
        }
        if (eventAttributes.expiresAt() != EventAttributes.NEVER) {
            add(fields, "x", Long.toString(eventAttributes.expiresAt()));
        }
        if (eventAttributes.subject() != null) {
            add(fields, "n", eventAttributes.subject());
        }
        if (eventAttributes.except() != null) {
            add(fields, "o", eventAttributes.except());
        }
        if (eventAttributes.trace() != null) {
            add(fields, "t", eventAttributes.trace());
        }
        return fields;
    }

    /** Returns the identity of the marker that an instance has appended. */
    public static EntryIdentity identifyMarker(EventId id, String instance) {
        return new EntryIdentity(id, MARKER, instance.getBytes(UTF_8));
    }

    /** Returns the identity of an encoded event or control message. Both begin with the name and the body. */
    public static EntryIdentity identify(EventId id, List<Object> fields) {
        Object body = fields.get(3);
        return new EntryIdentity(
                id,
                fields.get(1).toString(),
                body instanceof byte[] bytes ? bytes : body.toString().getBytes(UTF_8));
    }

    private static void add(List<Object> fields, String name, Object value) {
        fields.add(name);
        fields.add(value);
    }

    public static List<Entry> decodeTail(int partition, Iterable<Response> entries) {
        return decode(partition, null, entries);
    }

    /**
     * Decodes an entry of the work queue. The event has its id in the log. If it was not appended to the log, it has
     * the position of the log when it was queued.
     */
    public static Event decodeWork(int partition, Response entry) {
        return decodeOne(partition, null, entry).event();
    }

    public static List<Event> decodeHistory(int partition, Channel channel, Response entries) {
        return decode(partition, List.of(channel), entries).stream()
                .map(Entry::event)
                .toList();
    }

    private static List<Entry> decode(int partition, @Nullable List<Channel> channels, Iterable<Response> entries) {
        List<Entry> decoded = new ArrayList<>();
        for (Response entry : entries) {
            decoded.add(decodeOne(partition, channels, entry));
        }
        return decoded;
    }

    private static Entry decodeOne(int partition, @Nullable List<Channel> channels, Response entry) {
        EventId id = EventId.parse(entry.get(0).toString());
        Response fields = entry.get(1);
        EventId previous = EventId.ZERO;
        EventId shared = null;
        String name = "";
        byte[] body = {};
        String kind = "";
        String conflate = null;
        long expiresAt = EventAttributes.NEVER;
        String subject = null;
        String except = null;
        String trace = null;
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            Response value = fields.get(i + 1);
            switch (fields.get(i).toString()) {
                case "i" -> id = EventId.parse(value.toString());
                case "p" -> previous = EventId.parse(value.toString());
                case "s" -> shared = EventId.parse(value.toString());
                case "c" -> channels = channels(value.toString());
                case "e" -> name = value.toString();
                case "b" -> body = value.toBytes();
                case "f" -> kind = value.toString();
                case "k" -> conflate = value.toString();
                case "x" -> expiresAt = value.toLong();
                case "n" -> subject = value.toString();
                case "o" -> except = value.toString();
                case "t" -> trace = value.toString();
                default -> {
                    // A newer version writes further fields during a rolling upgrade.
                }
            }
        }
        EventAttributes eventAttributes = traits(!kind.isEmpty(), conflate, expiresAt, subject, except, trace);
        Event event = new Event(partition, id, channels == null ? List.of() : channels, name, body, eventAttributes);
        return new Entry(previous, shared, event, kind.equals(CONTROL));
    }

    private static EventAttributes traits(
            boolean ephemeral,
            @Nullable String conflate,
            long expiresAt,
            @Nullable String subject,
            @Nullable String except,
            @Nullable String trace) {
        boolean plain = conflate == null
                && expiresAt == EventAttributes.NEVER
                && subject == null
                && except == null
                && trace == null;
        if (plain) {
            return ephemeral ? EventAttributes.EPHEMERAL : EventAttributes.DURABLE;
        }
        return new EventAttributes(ephemeral, conflate, expiresAt, subject, except, trace);
    }

    private static List<Channel> channels(String text) {
        if (text.indexOf(' ') < 0) {
            return List.of(new Channel(text));
        }
        List<Channel> channels = new ArrayList<>();
        for (String key : text.split(" ")) {
            channels.add(new Channel(key));
        }
        return channels;
    }
}
