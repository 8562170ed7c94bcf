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
        DRAINING("This instance is going away."),
        /** The limit of connections, or of new connections per second, is reached. */
        OVERLOAD("This instance has as many connections as it takes."),
        /** The limit of connections per user is reached. */
        CONNECTIONS("You have as many connections as you may have."),
        /** The log cannot be reached. */
        LOG("The event log cannot be reached."),
        /** Another dependency that is needed to check the connect cannot be reached. */
        UNAVAILABLE("Something that is needed cannot be reached.");

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
