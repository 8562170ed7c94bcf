package io.herald.inbox;

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
final class Gathered<V> {

    private static final int AT_ONCE = 5_000;

    private final int most;
    private final BinaryOperator<V> together;
    private final Function<SortedMap<String, V>, Uni<?>> write;
    private final Map<String, V> waiting = new ConcurrentHashMap<>();

    /**
     * @param together makes one of what is known of a key and what is new
     * @param write is given them in their order: instances that write down the same must not wait for each other
     */
    Gathered(int most, BinaryOperator<V> together, Function<SortedMap<String, V>, Uni<?>> write) {
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

    /** Until nothing waits. Where it fails, they wait on. */
    Uni<Void> flush() {
        SortedMap<String, V> some = take();
        return some.isEmpty()
                ? Uni.createFrom().voidItem()
                : write.apply(some)
                        .onFailure()
                        .invoke(failure -> some.forEach(this::add))
                        .chain(this::flush);
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
