package io.herald.inbox;

import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * What is written down a little later and many at once, because nobody waits for it. A crash loses the last of it, and so
 * does a PostgreSQL that is away for so long that there is no room for more.
 */
final class WriteBehindBuffer<V> {

    static final int AT_ONCE = 5_000;

    private final int most;
    private final BinaryOperator<V> together;
    private final Function<SortedMap<String, V>, Uni<?>> write;
    private final Map<String, V> waiting = new ConcurrentHashMap<>();

    /**
     * @param together makes one of what is known of a key and what is new
     * @param write is given them in their order: instances that write down the same must not wait for each other
     */
    WriteBehindBuffer(int most, BinaryOperator<V> together, Function<SortedMap<String, V>, Uni<?>> write) {
        this.most = most;
        this.together = together;
        this.write = write;
    }

    /** @return whether there was room for it */
    boolean add(String key, V value) {
        boolean room = waiting.size() < most || waiting.containsKey(key);
        if (room) {
            waiting.merge(key, value, together);
        }
        return room;
    }

    /**
     * Writes one portion. If that fails, its entries wait for the next flush.
     *
     * @return immediately if the portion was full: under a steady load there is always something more, and a flush of a few
     *     entries would be worth no statement
     */
    Uni<NextRun> flush() {
        SortedMap<String, V> portion = take();
        return portion.isEmpty()
                ? Uni.createFrom().item(NextRun.AFTER_PERIOD)
                : write(portion).replaceWith(NextRun.immediatelyIf(portion.size() == AT_ONCE));
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
            if (some.size() == AT_ONCE) {
                break;
            }
            some.put(key, waiting.remove(key));
        }
        return some;
    }
}
