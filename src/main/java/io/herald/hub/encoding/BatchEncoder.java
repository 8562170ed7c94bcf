package io.herald.hub.encoding;

import io.herald.event.CursorFormat;
import io.herald.log.DeliveryListener;
import io.herald.loop.FaultIsolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the slice of a batch that one event loop delivers. Subscribers that receive the same events in the same format
 * share one buffer, which is valid until {@link #endSlice}. Used by one event loop.
 */
public final class BatchEncoder {

    private static final int SLOTS = 8;

    private final CursorFormat format;
    private final DeliveryListener facts;
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final @Nullable SharedBatch[] roots = new SharedBatch[SLOTS];
    private final List<SharedBatch> encoded = new ArrayList<>();

    public BatchEncoder(CursorFormat format, DeliveryListener facts) {
        this.format = format;
        this.facts = facts;
    }

    /** Returns the empty sequence to which the events of a subscriber with this format are added. */
    public SharedBatch start(FrameEncoder frameEncoder) {
        int slot = frameEncoder.slot();
        SharedBatch root = roots[slot];
        if (root == null) {
            root = SharedBatch.empty();
            roots[slot] = root;
        }
        return root;
    }

    /** Returns the frames of the sequence, each with its event's id as the cursor. {@link #endSlice} releases the buffer. */
    public ByteBuf encode(SharedBatch sharedBatch, FrameEncoder frameEncoder) {
        return sharedBatch.encode(frameEncoder, format, allocator, encoded);
    }

    /** Reports the deliveries to the listener and releases the buffers, even if the listener throws. */
    public void endSlice() {
        try {
            FaultIsolation.forEach(encoded, sharedBatch -> sharedBatch.count(facts));
        } finally {
            encoded.forEach(SharedBatch::release);
            encoded.clear();
            Arrays.fill(roots, null);
        }
    }
}
