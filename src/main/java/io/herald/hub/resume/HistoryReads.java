package io.herald.hub.resume;

import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Reads pages of the histories for subscribers that are behind. Limits the number of concurrent reads, and starts them in the
 * order of the requests. Retries a failed read after a random delay of 500 to 1000 ms.
 */
final class HistoryReads {

    private static final int EVENTS_A_READ = 100;
    private static final long RETRY_MS = 500;

    private final ResumeContext shard;
    private final HistoryLimits limits;
    private final PageReader reader;
    private final ArrayDeque<Read> waiting = new ArrayDeque<>();
    private int reads;

    /** Receives a page, on the loop of the shard. */
    interface PageReader {
        void read(Subscriber subscriber, Behind behind, int partition, HistoryPage historyPage);
    }

    private record Read(Subscriber subscriber, Behind behind, int partition) {

        /** False if the subscriber has disconnected, or has entered another state since the request. */
        boolean isWanted() {
            return subscriber.state() == behind;
        }
    }

    HistoryReads(ResumeContext shard, HistoryLimits limits, PageReader reader) {
        this.shard = shard;
        this.limits = limits;
        this.reader = reader;
    }

    /**
     * Requests the next page of all channels that the subscriber follows in the partition. The page ends at the position that
     * the shard has when the read starts.
     */
    void request(Subscriber subscriber, Behind behind, int partition) {
        add(new Read(subscriber, behind, partition));
    }

    private void add(Read read) {
        waiting.add(read);
        limits.waiting().add(1);
        startReads();
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
        int partition = read.partition;
        Span span = new Span(
                partition,
                read.subscriber.channelsIn(partition),
                read.behind.cursor().positionIn(partition),
                shard.positions().of(partition),
                EVENTS_A_READ);
        Uni.createFrom()
                .deferred(() -> shard.stored().fromHistories(span))
                .subscribe()
                .with(
                        historyPage -> shard.loop()
                                .execute(() -> end(
                                        read, () -> reader.read(read.subscriber, read.behind, partition, historyPage))),
                        failure -> shard.loop().execute(() -> end(read, () -> retryLater(read))));
    }

    private void end(Read read, Runnable then) {
        reads--;
        try {
            if (read.isWanted()) {
                then.run();
            }
        } catch (Throwable e) {
            shard.lifecycle().fail(read.subscriber, e);
        } finally {
            startReads();
        }
    }

    private void retryLater(Read read) {
        long wait = RETRY_MS + limits.random().applyAsLong(RETRY_MS);
        shard.loop().schedule(Duration.ofMillis(wait), () -> add(read));
    }
}
