package io.herald.hub;

import io.herald.hub.transport.Transport;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Who was asked to come back later instead of being served. */
@ApplicationScoped
public class ConnectRefusals {

    public enum Reason {
        /** This instance is going away. */
        DRAINING("This instance is going away."),
        /** There are too many connections, or too many new ones. */
        OVERLOAD("This instance has as many connections as it takes."),
        /** The user has too many connections already. */
        CONNECTIONS("You have as many connections as you may have."),
        /** The log is not heard of. */
        LOG("The event log cannot be reached."),
        /** Something else that is needed to let somebody in is away. */
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
