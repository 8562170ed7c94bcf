package io.herald.ws;

import io.herald.ws.protocol.SocketCloseStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts closed sockets by close code. The hub counts open connections. */
@ApplicationScoped
class SocketMetrics {

    /** The first close code that a client may choose freely. Such codes are not labels, because their number is unbounded. */
    private static final int PRIVATE_CODES = 3000;

    private final MeterRegistry registry;
    private final Map<String, Counter> closed = new ConcurrentHashMap<>();

    SocketMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers the counters of all codes that the server sends at startup, so that alerts find their time series. */
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
                .description("Closed WebSockets by close code.")
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
