package io.herald.ws;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How sockets ended; how many there are, the hub knows. */
@ApplicationScoped
class SocketMetrics {

    /** What a client may choose is not a label: it could choose a new one each time. */
    private static final int PRIVATE_CODES = 3000;

    private final MeterRegistry registry;
    private final Map<String, Counter> closed = new ConcurrentHashMap<>();

    SocketMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Ours are there from the start, so that an alert has something to look at. */
    void register(@Observes StartupEvent started) {
        for (SocketCloseStatus ours : SocketCloseStatus.values()) {
            closed.computeIfAbsent(label(ours.code), this::counter);
        }
    }

    void closed(int code) {
        closed.computeIfAbsent(label(code), this::counter).increment();
    }

    private Counter counter(String code) {
        return Counter.builder("herald.sockets.closed")
                .description("WebSockets that have ended.")
                .tag("code", code)
                .register(registry);
    }

    private static String label(int code) {
        for (SocketCloseStatus ours : SocketCloseStatus.values()) {
            if (ours.code == code) {
                return Integer.toString(code);
            }
        }
        return code < PRIVATE_CODES ? Integer.toString(code) : "other";
    }
}
