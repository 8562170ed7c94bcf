package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** An event with the frames that were made of it: once for each framing, not once for each subscriber. */
final class Delivery {

    private static final int SLOTS = 4;

    final Event event;
    private final @Nullable AtomicReferenceArray<byte[]> frames;

    Delivery(Event event) {
        this.event = event;
        // Of one that goes to many users each frame is another, and used once or twice.
        this.frames = event.channels().size() == 1 ? new AtomicReferenceArray<>(SLOTS) : null;
    }

    /** The frame for those whose cursor is the event's own id. */
    byte[] frame(Framing framing, Channel channel, CursorFormat format) {
        if (frames == null) {
            return encode(framing, channel, format);
        }
        byte[] known = frames.get(framing.slot());
        if (known == null) {
            known = encode(framing, channel, format);
            frames.set(framing.slot(), known);
        }
        return known;
    }

    private byte[] encode(Framing framing, Channel channel, CursorFormat format) {
        String id = format.id(event.partition(), event.id());
        return framing.frame(event, channel, id, id);
    }
}
