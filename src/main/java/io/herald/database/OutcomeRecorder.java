package io.herald.database;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes outcomes to PostgreSQL in batches: one write at a time, with all outcomes that came during the previous one. A write that
 * fails is repeated until it succeeds, so the outcomes of an outage are not lost. The caller bounds the outcomes that wait.
 * Thread-safe.
 */
public final class OutcomeRecorder<T> {

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Function<List<T>, Uni<?>> writer;
    private final Consumer<List<T>> written;
    private final List<T> waiting = new ArrayList<>();
    private boolean writing;

    /**
     * @param writer writes a batch; repeating a write must be harmless
     * @param written receives each batch that has been written
     */
    public OutcomeRecorder(Function<List<T>, Uni<?>> writer, Consumer<List<T>> written) {
        this.writer = writer;
        this.written = written;
    }

    public void add(T outcome) {
        synchronized (this) {
            waiting.add(outcome);
            if (writing) {
                return;
            }
            writing = true;
        }
        writeNext();
    }

    private void writeNext() {
        List<T> batch;
        synchronized (this) {
            batch = List.copyOf(waiting);
            waiting.clear();
            writing = !batch.isEmpty();
        }
        if (!batch.isEmpty()) {
            write(batch).subscribe().with(done -> {
                written.accept(batch);
                writeNext();
            });
        }
    }

    private Uni<?> write(List<T> batch) {
        return Uni.createFrom()
                .deferred(() -> writer.apply(batch).replaceWithVoid())
                .onFailure()
                .retry()
                .withBackOff(RETRY, RETRY)
                .indefinitely();
    }
}
