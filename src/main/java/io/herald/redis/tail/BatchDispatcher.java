package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.log.TailListener;
import io.herald.log.TailListener.Batch;
import io.herald.vertx.EventLoopContext;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Passes the batches of a partition to the listener, and limits how many are in progress. If the listener throws for a batch,
 * that batch counts as finished. It is not passed again, because it could throw each time, and some shards may already have
 * it. The listener detects the loss at the next batch, which begins beyond the end of the last batch that it accepted.
 *
 * <p>Confined to one event loop, except for the metrics.
 */
final class BatchDispatcher {

    /** The number of unfinished batches at which the reader pauses. */
    private static final int MAX_IN_PROGRESS = 2;

    private final TailListener listener;
    private final EventLoopContext context;
    private final Consumer<EventId> onFinished;
    private final Clock clock;
    private int inProgress;
    private boolean hasFailed;
    private volatile long events;
    private volatile long lagMillis;

    /** @param onFinished receives the end of each batch that the listener has finished, on the event loop */
    BatchDispatcher(TailListener listener, EventLoopContext context, Consumer<EventId> onFinished, Clock clock) {
        this.listener = listener;
        this.context = context;
        this.onFinished = onFinished;
        this.clock = clock;
    }

    /**
     * Passes a batch to the listener. Throws what the listener throws.
     *
     * @param isNew false for the batch that the tail held at the start: its age is not a lag of the reader
     */
    void dispatch(Batch batch, boolean isNew) {
        events += batch.events().size();
        inProgress++;
        AtomicBoolean unfinished = new AtomicBoolean(true);
        try {
            listener.onBatch(batch, () -> {
                if (unfinished.getAndSet(false)) {
                    context.execute(() -> finished(batch, isNew));
                }
            });
            hasFailed = false;
        } catch (Throwable e) {
            hasFailed = true;
            if (unfinished.getAndSet(false)) {
                inProgress--;
            }
            throw e;
        }
    }

    /** Passes a new birth mark to the listener. Throws what the listener throws. */
    void birthMarkChanged(int partition, EventId birth) {
        try {
            listener.onBirthMarkChanged(partition, birth);
        } catch (Throwable e) {
            hasFailed = true;
            throw e;
        }
    }

    private void finished(Batch batch, boolean isNew) {
        inProgress--;
        if (isNew) {
            lagMillis = Math.max(0, clock.millis() - batch.upTo().ms());
        }
        onFinished.accept(batch.upTo());
    }

    boolean isFull() {
        return inProgress >= MAX_IN_PROGRESS;
    }

    /** Returns whether the listener has thrown, and has accepted no batch since. */
    boolean hasFailed() {
        return hasFailed;
    }

    void resetLag() {
        lagMillis = 0;
    }

    long events() {
        return events;
    }

    long lagMillis() {
        return lagMillis;
    }
}
