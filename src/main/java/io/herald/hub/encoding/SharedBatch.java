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
 * The events of a slice that a subscriber receives, as a path in a tree that all subscribers of a loop share. Subscribers
 * that receive the same events are at the same node, and share the node's encoded buffer.
 *
 * <p>Events are added in the order of the batch, so a node only has to remember its newest child: no subscriber needs an
 * older one again.
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

    /** Returns the root of a new tree. */
    public static SharedBatch empty() {
        return new SharedBatch(null, null, null, 0, 0);
    }

    /** Returns the node of this sequence with one more event: an existing node if another subscriber has added the event. */
    public SharedBatch append(EncodedEvent next, Channel in) {
        SharedBatch known = newest;
        if (known == null || known.encodedEvent != next || !in.equals(known.channel)) {
            known = new SharedBatch(this, next, in, bytes + next.event().sizeInBytes(), events + 1);
            newest = known;
        }
        return known;
    }

    public int events() {
        return events;
    }

    /**
     * Returns the frames of the sequence in one buffer, each with its event's id as the cursor. Encodes them on the first
     * call, and then adds this node to {@code made}. The buffer is valid until {@link #release}.
     */
    public ByteBuf encode(
            FrameEncoder frameEncoder, CursorFormat format, ByteBufAllocator allocator, List<SharedBatch> made) {
        if (gathered == null) {
            List<byte[]> frames = new ArrayList<>();
            for (SharedBatch sharedBatch = this; sharedBatch.encodedEvent != null; sharedBatch = sharedBatch.before) {
                frames.add(sharedBatch.encodedEvent.frame(frameEncoder, sharedBatch.channel, format));
            }
            Collections.reverse(frames);
            gathered = frameEncoder.combine(allocator, frames);
            made.add(this);
        }
        return gathered;
    }

    /** Counts one more connection that the buffer was written to. */
    public void wasRead() {
        readers++;
    }

    /** Reports each notification of the sequence as delivered to the connections counted by {@link #wasRead}. */
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

    /** Returns the events in order, for subscribers of several partitions, whose frames have cursors of their own. */
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
