package io.herald.ws;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sockets there are, and how they ended. */
@ApplicationScoped
class SocketMetrics {

    /** What a client may choose is not a label: it could choose a new one each time. */
    private static final int PRIVATE_CODES = 3000;

    private final MeterRegistry registry;
    private final AtomicInteger open;
    private final Map<String, Counter> closed = new ConcurrentHashMap<>();

    SocketMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.open = registry.gauge("herald.sockets", new AtomicInteger());
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed(int code) {
        open.decrementAndGet();
        closed.computeIfAbsent(label(code), label -> registry.counter("herald.sockets.closed", "code", label))
                .increment();
    }

    private static String label(int code) {
        for (Closing ours : Closing.values()) {
            if (ours.code == code) {
                return Integer.toString(code);
            }
        }
        return code < PRIVATE_CODES ? Integer.toString(code) : "other";
    }
}
