package io.herald.client.sse;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response for a thread that reads it with a limit of time. It requests one chunk after the other, so a thread
 * that does not read makes the sender wait.
 */
final class ChunkQueue implements Flow.Subscriber<List<ByteBuffer>> {

    private record Chunk(List<ByteBuffer> buffers, Throwable failure) {}

    private static final Chunk END = new Chunk(null, null);

    private final BlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    private Flow.Subscription source;
    private boolean cancelled;

    @Override
    public synchronized void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        if (cancelled) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        chunks.add(new Chunk(buffers, null));
    }

    @Override
    public void onError(Throwable failure) {
        chunks.add(new Chunk(null, failure));
    }

    @Override
    public void onComplete() {
        chunks.add(END);
    }

    /**
     * Returns the next chunk, or null at the end and after {@link #cancel()}.
     *
     * @throws IOException if the connection is broken, or nothing arrives in time
     */
    List<ByteBuffer> next(Duration limit) throws IOException, InterruptedException {
        Chunk chunk = chunks.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (chunk == null) {
            throw new HttpTimeoutException("no byte for " + limit);
        }
        if (chunk.failure() != null) {
            throw new IOException("the connection broke: " + chunk.failure().getMessage(), chunk.failure());
        }
        if (chunk.buffers() != null) {
            request();
        }
        return chunk.buffers();
    }

    private synchronized void request() {
        source.request(1);
    }

    /** Closes the connection. A thread that waits for a chunk continues at once. */
    synchronized void cancel() {
        cancelled = true;
        if (source != null) {
            source.cancel();
        }
        chunks.clear();
        chunks.add(END);
    }
}
