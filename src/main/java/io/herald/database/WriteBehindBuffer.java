package io.herald.database;

import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Buffers values by key and writes them in batches, for data whose write no caller waits for. A crash loses the buffered
 * entries. New keys are rejected while the buffer is full, as after a long outage of PostgreSQL.
 */
public final class WriteBehindBuffer<V> {

    static final int BATCH_SIZE = 5_000;

    private final int most;
    private final BinaryOperator<V> together;
    private final Function<SortedMap<String, V>, Uni<?>> write;
    private final Map<String, V> waiting = new ConcurrentHashMap<>();

    /**
     * @param most the maximum number of keys
     * @param together combines the buffered value of a key with a new one
     * @param write writes a batch, which is sorted by key: instances that write the same keys must not deadlock
     */
    public WriteBehindBuffer(int most, BinaryOperator<V> together, Function<SortedMap<String, V>, Uni<?>> write) {
        this.most = most;
        this.together = together;
        this.write = write;
    }

    /** @return whether the value was added; false if the key is new and the buffer is full */
    public boolean add(String key, V value) {
        boolean room = waiting.size() < most || waiting.containsKey(key);
        if (room) {
            waiting.merge(key, value, together);
        }
        return room;
    }

    /**
     * Writes one batch. If the write fails, its entries return to the buffer for the next flush.
     *
     * @return the next run, which is immediate if the batch was full. Under a steady load there are always more entries, and a
     *     few of them do not justify a statement.
     */
    public Uni<NextRun> flush() {
        SortedMap<String, V> portion = take();
        return portion.isEmpty()
                ? Uni.createFrom().item(NextRun.AFTER_PERIOD)
                : write(portion).replaceWith(NextRun.immediatelyIf(portion.size() == BATCH_SIZE));
    }

    private Uni<?> write(SortedMap<String, V> portion) {
        return Uni.createFrom()
                .deferred(() -> write.apply(portion))
                .onFailure()
                .invoke(failure -> portion.forEach(this::add));
    }

    private SortedMap<String, V> take() {
        SortedMap<String, V> some = new TreeMap<>();
        for (String key : waiting.keySet()) {
            if (some.size() == BATCH_SIZE) {
                break;
            }
            some.put(key, waiting.remove(key));
        }
        return some;
    }
}
