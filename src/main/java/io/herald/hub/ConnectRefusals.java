package io.herald.hub;

import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.Transport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the connections that were refused temporarily, by transport and reason. Thread-safe. */
@ApplicationScoped
public class ConnectRefusals {

    private record Kind(Transport transport, RefusalReason reason) {}

    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    public void count(Transport transport, RefusalReason reason) {
        counts.computeIfAbsent(new Kind(transport, reason), kind -> new LongAdder())
                .increment();
    }

    long get(Transport transport, RefusalReason reason) {
        LongAdder count = counts.get(new Kind(transport, reason));
        return count == null ? 0 : count.sum();
    }
}
