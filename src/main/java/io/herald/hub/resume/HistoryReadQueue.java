package io.herald.hub.resume;

import io.herald.event.EventId;
import io.herald.hub.subscriber.Subscriber;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Reads pages of the histories for the subscribers of a shard: for those that resume, and for those that are behind. Limits the
 * number of concurrent reads, and starts them in the order of the requests. Without the limit, a thousand clients with old
 * cursors would have a thousand pages in memory at once. Confined to the loop of the shard.
 */
public final class HistoryReadQueue {

    private static final int EVENTS_A_READ = 100;
    private static final long RETRY_MS = 500;

    private final ResumeContext shard;
    private final HistoryLimits limits;
    private final ArrayDeque<Read> waiting = new ArrayDeque<>();
    private int reads;

    public HistoryReadQueue(ResumeContext shard, HistoryLimits limits) {
        this.shard = shard;
        this.limits = limits;
    }

    /**
     * A request for the next page of all channels that a subscriber follows in a partition. The page ends at the position that
     * the shard has when the read starts. A method that throws ends the connection of the subscriber.
     */
    interface Read {

        Subscriber subscriber();

        int partition();

        /** Returns the position after which the page begins. Called when the read starts. */
        EventId after();

        /** Returns false if the page is no longer needed, for example because the subscriber has disconnected. */
        boolean isWanted();

        void succeeded(HistoryPage historyPage);

        void failed(Throwable failure);
    }

    /** Requests a page. Neither {@code succeeded} nor {@code failed} is called if the page is no longer wanted. */
    void request(Read read) {
        waiting.add(read);
        limits.waiting().add(1);
        startReads();
    }

    /** Requests a page after a random delay of 500 to 1000 ms. */
    void requestLater(Read read) {
        long wait = RETRY_MS + limits.random().applyAsLong(RETRY_MS);
        shard.loop().schedule(Duration.ofMillis(wait), () -> request(read));
    }

    /** Starts waiting reads in order, up to the limit. Skips the reads that are no longer wanted. */
    private void startReads() {
        while (reads < limits.reads() && !waiting.isEmpty()) {
            Read first = waiting.poll();
            limits.waiting().add(-1);
            if (first.isWanted()) {
                start(first);
            }
        }
    }

    private void start(Read read) {
        reads++;
        int partition = read.partition();
        Span span = new Span(
                partition,
                read.subscriber().channelsIn(partition),
                read.after(),
                shard.positions().of(partition),
                EVENTS_A_READ);
        Uni.createFrom()
                .deferred(() -> shard.stored().fromHistories(span))
                .subscribe()
                .with(
                        historyPage -> shard.loop().execute(() -> end(read, () -> read.succeeded(historyPage))),
                        failure -> shard.loop().execute(() -> end(read, () -> read.failed(failure))));
    }

    private void end(Read read, Runnable then) {
        reads--;
        try {
            if (read.isWanted()) {
                then.run();
            }
        } catch (Throwable e) {
            shard.lifecycle().fail(read.subscriber(), e);
        } finally {
            startReads();
        }
    }
}
