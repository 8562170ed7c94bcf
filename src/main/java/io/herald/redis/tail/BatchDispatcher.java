package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.log.TailListener;
import io.herald.log.TailListener.Batch;
import io.herald.vertx.EventLoopContext;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes a partition's batches to the listener and counts those that it has not finished. A batch that the listener throws for
 * is finished. It is not passed again, because it may throw each time, and a part of the instance may have it already: what
 * the listener missed it finds by the next batch, which begins beyond the end of the last that it took.
 *
 * <p>Confined to one event loop, but for the figures.
 */
final class BatchDispatcher {

    /** Batches that may be in progress in the instance while the next is read. */
    private static final int MAX_IN_PROGRESS = 2;

    private final TailListener listener;
    private final EventLoopContext context;
    private final Runnable onFinished;
    private final Clock clock;
    private int inProgress;
    private boolean hasMissed;
    private volatile long events;
    private volatile long lagMillis;

    /** @param onFinished called on the event loop whenever the listener has finished a batch */
    BatchDispatcher(TailListener listener, EventLoopContext context, Runnable onFinished, Clock clock) {
        this.listener = listener;
        this.context = context;
        this.onFinished = onFinished;
        this.clock = clock;
    }

    /**
     * Throws what the listener throws.
     *
     * @param isNew false for what the tail held at the start, whose age says nothing about the reader
     */
    void dispatch(Batch batch, boolean isNew) {
        events += batch.events().size();
        inProgress++;
        AtomicBoolean unfinished = new AtomicBoolean(true);
        try {
            listener.events(batch, () -> {
                if (unfinished.getAndSet(false)) {
                    context.execute(() -> finished(batch, isNew));
                }
            });
            hasMissed = false;
        } catch (Throwable e) {
            hasMissed = true;
            if (unfinished.getAndSet(false)) {
                inProgress--;
            }
            throw e;
        }
    }

    /** Throws what the listener throws. */
    void reborn(int partition, EventId birth) {
        try {
            listener.reborn(partition, birth);
        } catch (Throwable e) {
            hasMissed = true;
            throw e;
        }
    }

    private void finished(Batch batch, boolean isNew) {
        inProgress--;
        if (isNew) {
            lagMillis = Math.max(0, clock.millis() - batch.upTo().ms());
        }
        onFinished.run();
    }

    boolean isFull() {
        return inProgress >= MAX_IN_PROGRESS;
    }

    /** Whether the listener has thrown, and has taken no batch since. */
    boolean hasMissed() {
        return hasMissed;
    }

    void noLag() {
        lagMillis = 0;
    }

    long events() {
        return events;
    }

    long lagMillis() {
        return lagMillis;
    }
}
