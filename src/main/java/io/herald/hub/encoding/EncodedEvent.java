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

/** An event with what was made of it: a frame once for each framing, not once for each subscriber. */
public final class EncodedEvent {

    private static final int SLOTS = 6;

    private static final String NOTIFICATION = "notification";

    private final Event event;
    private final @Nullable AtomicReferenceArray<byte[]> frames;
    private volatile @Nullable Map<String, RawJson> data;

    public EncodedEvent(Event event) {
        this.event = event;
        // Of one that goes to many users each frame is another, and used once or twice.
        this.frames = event.channels().size() == 1 ? new AtomicReferenceArray<>(SLOTS) : null;
    }

    public Event event() {
        return event;
    }

    public boolean isNotification() {
        return event.name().equals(NOTIFICATION) && event.eventAttributes().subject() != null;
    }

    /** A notification to many, which nobody has asked whether they want it. */
    public boolean isBroadcast() {
        return event.name().equals(NOTIFICATION) && !event.channels().get(0).isUser();
    }

    public String category() {
        RawJson category = data().get("category");
        return category == null ? "" : category.text();
    }

    /** Of what does not apply, nothing is said. */
    public boolean isCritical() {
        return data().containsKey("critical");
    }

    /** The frame for those whose cursor is the event's own id. */
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
        String id = format.id(event.partition(), event.id());
        return frameEncoder.frame(event, channel, id, id);
    }

    /** The members of the event's data, if that is an object, as canonical values; read once, by whichever loop is first. */
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
