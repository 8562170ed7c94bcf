package io.herald.push.delivery;

import io.herald.push.queue.PushOutcome;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes outcomes in batches: one write at a time, with all outcomes that came during the previous one. A write that fails is
 * repeated until it succeeds, so the outcomes of an outage of PostgreSQL are not lost. Permits are held meanwhile, which bounds
 * the outcomes in memory. Thread-safe.
 */
final class OutcomeRecorder {

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Function<List<PushOutcome>, Uni<?>> writer;
    private final Consumer<List<PushOutcome>> written;
    private final List<PushOutcome> waiting = new ArrayList<>();
    private boolean writing;

    /**
     * @param writer writes a batch; repeating a write must be harmless
     * @param written receives each batch that has been written
     */
    OutcomeRecorder(Function<List<PushOutcome>, Uni<?>> writer, Consumer<List<PushOutcome>> written) {
        this.writer = writer;
        this.written = written;
    }

    void add(PushOutcome outcome) {
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
        List<PushOutcome> batch;
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

    private Uni<?> write(List<PushOutcome> batch) {
        return Uni.createFrom()
                .deferred(() -> writer.apply(batch).replaceWithVoid())
                .onFailure()
                .retry()
                .withBackOff(RETRY, RETRY)
                .indefinitely();
    }
}
