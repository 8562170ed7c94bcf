package io.herald.hub;

import io.herald.hub.transport.Transport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the connections that were refused temporarily, by transport and reason. Thread-safe. */
@ApplicationScoped
public class ConnectRefusals {

    public enum Reason {
        /** This instance shuts down. */
        DRAINING("This instance is shutting down. Retry later."),
        /** The limit of connections, or of new connections per second, is reached. */
        OVERLOAD("This instance has reached its limit of connections. Retry later."),
        /** The limit of connections per user is reached. */
        CONNECTIONS("You have reached your limit of connections. Close another one."),
        /** The log cannot be reached. */
        LOG("The event log is unreachable. Retry later."),
        /** Another dependency that is needed to check the connect cannot be reached. */
        UNAVAILABLE("A dependency of the service is unreachable. Retry later.");

        private final String message;

        Reason(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }

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
