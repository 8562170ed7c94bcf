package io.herald.hub.resume;

import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.WindowSnapshot.Segment;
import io.herald.log.Revision;
import io.herald.log.TailListener.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The windows of all partitions, and the positions up to which the tails have been read. The tail readers write under the
 * lock of the shards. All event loops read the windows without a lock.
 */
public final class Windows {

    private final CursorFormat format;
    private final Window[] windows;
    private final @Nullable EventId[] reached;
    private volatile boolean complete;

    public Windows(CursorFormat format, int partitions, int capacity, long maxBytes) {
        this.format = format;
        this.windows = IntStream.range(0, partitions)
                .mapToObj(partition -> new Window(capacity, maxBytes))
                .toArray(Window[]::new);
        this.reached = new EventId[partitions];
    }

    /** Adds the durable events of a batch. Restarts the window if events between it and the batch are missing. */
    public void add(Batch batch, List<EncodedEvent> deliveries) {
        Window window = windows[batch.partition()];
        EventId before = reached[batch.partition()];
        if (before == null || batch.after().isAfter(before)) {
            window.restart(batch.after());
        }
        for (EncodedEvent encodedEvent : deliveries) {
            if (!encodedEvent.event().isEphemeral()) {
                window.add(encodedEvent);
                Revision revision = Revision.of(encodedEvent.event(), format);
                if (revision != null) {
                    window.revise(revision);
                }
            }
        }
        reached[batch.partition()] = batch.upTo();
        if (!complete) {
            complete = IntStream.range(0, reached.length).allMatch(p -> reached[p] != null);
        }
    }

    /** Restarts the window of a partition at a new birth mark. Does nothing if the tail has been read beyond the mark. */
    public void restart(int partition, EventId birth) {
        EventId before = reached[partition];
        if (before != null && before.isBefore(birth)) {
            windows[partition].restart(birth);
            reached[partition] = birth;
        }
    }

    /**
     * Returns a copy of the positions by partition; null where a tail has not been read yet. Called under the lock of the
     * shards.
     */
    public @Nullable EventId[] reached() {
        return reached.clone();
    }

    /** Whether the tail of every partition has been read once. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether the window of the partition holds every event after the position. */
    public boolean covers(int partition, EventId position) {
        return windows[partition].covers(position);
    }

    /** Returns the events after one position, up to another; null if the window does not cover the first. */
    @Nullable
    Segment read(int partition, EventId after, EventId upTo) {
        return windows[partition].read(after, upTo);
    }
}
