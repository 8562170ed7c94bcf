package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteBehindBufferTest {

    private static final int CAPACITY = 1_000_000;

    private final List<SortedMap<String, Long>> written = new ArrayList<>();

    private WriteBehindBuffer<Long> bufferWith(Function<SortedMap<String, Long>, Uni<?>> write) {
        return new WriteBehindBuffer<>(CAPACITY, Long::sum, batch -> {
            written.add(batch);
            return write.apply(batch);
        });
    }

    private static NextRun flush(WriteBehindBuffer<Long> writeBehindBuffer) {
        return writeBehindBuffer.flush().await().indefinitely();
    }

    @Test
    void a_flush_ends_although_entries_are_added_while_it_writes() {
        List<WriteBehindBuffer<Long>> self = new ArrayList<>();
        self.add(bufferWith(batch -> {
            self.get(0).add("again", 1L);
            return Uni.createFrom().voidItem();
        }));
        self.get(0).add("first", 1L);
        assertEquals(NextRun.AFTER_PERIOD, flush(self.get(0)));
        assertEquals(1, written.size());
    }

    @Test
    void each_run_writes_one_batch_of_a_backlog() {
        WriteBehindBuffer<Long> writeBehindBuffer =
                bufferWith(batch -> Uni.createFrom().voidItem());
        IntStream.range(0, WriteBehindBuffer.BATCH_SIZE + 1).forEach(i -> writeBehindBuffer.add("key" + i, 1L));
        assertEquals(NextRun.IMMEDIATELY, flush(writeBehindBuffer));
        assertEquals(NextRun.AFTER_PERIOD, flush(writeBehindBuffer));
        assertEquals(
                List.of(WriteBehindBuffer.BATCH_SIZE, 1),
                written.stream().map(SortedMap::size).toList());
    }

    @Test
    void the_next_flush_retries_entries_that_could_not_be_written() {
        List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("expected by the test")));
        WriteBehindBuffer<Long> writeBehindBuffer = bufferWith(batch -> {
            if (!failures.isEmpty()) {
                throw failures.remove(0);
            }
            return Uni.createFrom().voidItem();
        });
        writeBehindBuffer.add("key", 1L);
        assertThrows(IllegalStateException.class, () -> flush(writeBehindBuffer));
        writeBehindBuffer.add("key", 2L);
        flush(writeBehindBuffer);
        assertEquals(3L, written.get(1).get("key"));
    }
}
