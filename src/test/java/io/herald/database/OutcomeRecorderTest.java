package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OutcomeRecorderTest {

    private final List<List<Long>> writes = new ArrayList<>();
    private final List<UniEmitter<? super Void>> pending = new ArrayList<>();
    private final List<Long> written = new CopyOnWriteArrayList<>();
    private final OutcomeRecorder<Long> recorder = new OutcomeRecorder<>(this::write, this::note);

    private synchronized Uni<Void> write(List<Long> batch) {
        writes.add(batch);
        return Uni.createFrom().emitter(pending::add);
    }

    private void note(List<Long> batch) {
        written.addAll(batch);
    }

    private void add(long job) {
        recorder.add(job);
    }

    @Test
    void writes_the_first_outcome_at_once_and_those_that_follow_together() {
        add(1);
        add(2);
        add(3);
        assertEquals(List.of(List.of(1L)), writes);
        pending.remove(0).complete(null);
        assertEquals(List.of(List.of(1L), List.of(2L, 3L)), writes);
        assertEquals(List.of(1L), written);
        pending.remove(0).complete(null);
        add(4);
        assertEquals(List.of(4L), writes.get(2));
    }

    @Test
    void repeats_a_write_that_fails_until_it_succeeds() {
        add(1);
        pending.remove(0).fail(new IllegalStateException("expected by the test"));
        add(2);
        Await.until("the write is repeated", () -> writes.size() == 2);
        assertEquals(List.of(1L), writes.get(1));
        assertEquals(List.of(), written);
        Await.until("it is pending", () -> pending.size() == 1);
        pending.remove(0).complete(null);
        assertEquals(List.of(1L), written);
        assertEquals(List.of(2L), writes.get(2));
    }
}
