package io.herald.hub;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Who was asked to come back later instead of being served. */
@ApplicationScoped
public class Refusals {

    public enum Reason {
        /** This instance is going away. */
        DRAINING,
        /** There are too many connections, or too many new ones. */
        OVERLOAD,
        /** The log is not heard of. */
        LOG,
        /** Something else that is needed to let somebody in is away. */
        UNAVAILABLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Kind(Transport transport, Reason reason) {}

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    public void count(Transport transport, Reason reason) {
        counts.computeIfAbsent(new Kind(transport, reason), kind -> new LongAdder())
                .increment();
    }

    long get(Transport transport, Reason reason) {
        LongAdder count = counts.get(new Kind(transport, reason));
        return count == null ? 0 : count.sum();
    }
}
