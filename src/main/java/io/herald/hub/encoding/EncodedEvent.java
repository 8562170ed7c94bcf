package io.herald.hub.encoding;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.json.JsonKind;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Caches the encoded frames of an event of one channel: one for each frame format, not one for each subscriber. All event
 * loops share an instance.
 */
public final class EncodedEvent {

    private static final int SLOTS = 6;

    private static final String NOTIFICATION = "notification";

    private final Event event;
    private final @Nullable AtomicReferenceArray<byte[]> frames;
    private volatile @Nullable Map<String, RawJson> data;

    public EncodedEvent(Event event) {
        this.event = event;
        // With several channels, each recipient's frame differs and is used once or twice: not worth a cache.
        this.frames = event.channels().size() == 1 ? new AtomicReferenceArray<>(SLOTS) : null;
    }

    public Event event() {
        return event;
    }

    public boolean isNotification() {
        return event.name().equals(NOTIFICATION) && event.eventAttributes().subject() != null;
    }

    /** Whether this is a notification to a room or everyone: the append did not apply the users' preferences to it. */
    public boolean isBroadcast() {
        return event.name().equals(NOTIFICATION) && !event.channels().get(0).isUser();
    }

    public String category() {
        RawJson category = data().get("category");
        return category == null ? "" : category.text();
    }

    /** An event has the member {@code critical} only if it is critical. */
    public boolean isCritical() {
        return data().containsKey("critical");
    }

    /** Returns the frame with the event's own id as the cursor, for subscribers of one partition. */
    public byte[] frame(FrameEncoder frameEncoder, Channel channel, CursorFormat format) {
        if (frames == null) {
            return encode(frameEncoder, channel, format);
        }
        byte[] known = frames.get(frameEncoder.slot());
        if (known == null) {
            known = encode(frameEncoder, channel, format);
            frames.set(frameEncoder.slot(), known);
        }
        return known;
    }

    private byte[] encode(FrameEncoder frameEncoder, Channel channel, CursorFormat format) {
        String id = format.formatId(event.partition(), event.id());
        return frameEncoder.encode(event, channel, id, id);
    }

    /**
     * Returns the members of the event's data as canonical values; empty if the data is not an object. Parses the data on
     * the first call, on any loop.
     */
    public Map<String, RawJson> data() {
        Map<String, RawJson> known = data;
        if (known == null) {
            known = read();
            data = known;
        }
        return known;
    }

    private Map<String, RawJson> read() {
        RawJson value = StrictJson.trusted(event.body(), Envelope.dataStart(event.body()), event.body().length - 1);
        Map<String, RawJson> members = new HashMap<>();
        if (value.kind() == JsonKind.OBJECT) {
            value.members((name, member) -> members.put(name, member.canonical()));
        }
        return members;
    }
}
