package io.herald.hub.resume;

import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.WindowSnapshot.Stretch;
import io.herald.log.Revision;
import io.herald.log.TailListener.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The window of each partition, and up to where the tail has been read. The readers of the tail write under the lock of the
 * hub. All event loops read the windows without a lock.
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

    /** The log of the partition begins at the birth mark: drops the events before it. */
    public void restart(int partition, EventId birth) {
        EventId before = reached[partition];
        if (before != null && before.isBefore(birth)) {
            windows[partition].restart(birth);
            reached[partition] = birth;
        }
    }

    /** Returns a copy, by partition. */
    public @Nullable EventId[] reached() {
        return reached.clone();
    }

    /** Whether every partition has been read once. */
    public boolean isComplete() {
        return complete;
    }

    public boolean covers(int partition, EventId position) {
        return windows[partition].covers(position);
    }

    /** Returns the events after a position, up to another; null if the window does not reach back to the first. */
    @Nullable
    Stretch read(int partition, EventId after, EventId upTo) {
        return windows[partition].read(after, upTo);
    }
}
