package io.herald.hub.encoding;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.log.DeliveryListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one batch that a subscriber is to get, as a path in a tree that all subscribers of a loop share: those
 * who get the same events are at the same node, and the node's bytes are put together once for all of them.
 *
 * <p>Events are added in the order of the batch, so only a node's newest child can be asked for again.
 */
public final class SharedBatch {

    private final @Nullable SharedBatch before;
    private final @Nullable EncodedEvent encodedEvent;
    private final @Nullable Channel channel;
    private final int bytes;
    private final int events;
    private @Nullable SharedBatch newest;
    private @Nullable ByteBuf gathered;
    private int readers;

    private SharedBatch(
            @Nullable SharedBatch before,
            @Nullable EncodedEvent encodedEvent,
            @Nullable Channel channel,
            int bytes,
            int events) {
        this.before = before;
        this.encodedEvent = encodedEvent;
        this.channel = channel;
        this.bytes = bytes;
        this.events = events;
    }

    public static SharedBatch empty() {
        return new SharedBatch(null, null, null, 0, 0);
    }

    public SharedBatch then(EncodedEvent next, Channel in) {
        SharedBatch known = newest;
        if (known == null || known.encodedEvent != next || !in.equals(known.channel)) {
            known = new SharedBatch(this, next, in, bytes + next.event().size(), events + 1);
            newest = known;
        }
        return known;
    }

    public int events() {
        return events;
    }

    int bytes() {
        return bytes;
    }

    /** For those whose cursor is each event's own id. Kept until {@link #release}; {@code made} learns of it. */
    public ByteBuf gather(
            FrameEncoder frameEncoder, CursorFormat format, ByteBufAllocator allocator, List<SharedBatch> made) {
        if (gathered == null) {
            List<byte[]> frames = new ArrayList<>();
            for (SharedBatch sharedBatch = this; sharedBatch.encodedEvent != null; sharedBatch = sharedBatch.before) {
                frames.add(sharedBatch.encodedEvent.frame(frameEncoder, sharedBatch.channel, format));
            }
            Collections.reverse(frames);
            gathered = frameEncoder.gather(allocator, frames);
            made.add(this);
        }
        return gathered;
    }

    /** Its bytes were written to one more connection. */
    public void wasRead() {
        readers++;
    }

    public void count(DeliveryListener facts) {
        for (SharedBatch sharedBatch = this; sharedBatch.encodedEvent != null; sharedBatch = sharedBatch.before) {
            if (sharedBatch.encodedEvent.isNotification()) {
                facts.delivered(
                        sharedBatch.encodedEvent.event().eventAttributes().subject(), readers);
            }
        }
    }

    public void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }

    /** The events in their order, for those who need frames of their own. */
    public List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (SharedBatch sharedBatch = this; sharedBatch.encodedEvent != null; sharedBatch = sharedBatch.before) {
            items.add(new Item(sharedBatch.encodedEvent, sharedBatch.channel));
        }
        Collections.reverse(items);
        return items;
    }

    public record Item(EncodedEvent encodedEvent, Channel channel) {}
}
