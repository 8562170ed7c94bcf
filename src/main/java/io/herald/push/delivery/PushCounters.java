package io.herald.push.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the attempts of this instance by result and push service. Thread-safe. */
@ApplicationScoped
public class PushCounters {

    private record Kind(PushResult result, PushService service) {}

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    void count(PushResult result, String origin) {
        counts.computeIfAbsent(new Kind(result, PushService.of(origin)), first -> new LongAdder())
                .increment();
    }

    public long get(PushResult result, PushService service) {
        LongAdder count = counts.get(new Kind(result, service));
        return count == null ? 0 : count.sum();
    }
}
