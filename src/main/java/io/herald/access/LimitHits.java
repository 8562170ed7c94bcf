package io.herald.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often somebody came up against one of the limits. */
@ApplicationScoped
public class LimitHits {

    /** Named like the setting. */
    public enum Limit {
        CONNECTIONS("connections"),
        CONNECTIONS_PER_USER("connections-per-user"),
        CONNECTS_PER_SECOND("connects-per-second"),
        PUBLISHES_PER_SECOND("publishes-per-second"),
        MESSAGES_PER_SECOND("messages-per-second"),
        ROOMS_PER_CONNECTION("rooms-per-connection");

        private final String setting;

        Limit(String setting) {
            this.setting = setting;
        }

        @Override
        public String toString() {
            return setting;
        }
    }

    private final Map<Limit, LongAdder> hits = new ConcurrentHashMap<>();

    public void hit(Limit limit) {
        hits.computeIfAbsent(limit, first -> new LongAdder()).increment();
    }

    long get(Limit limit) {
        LongAdder count = hits.get(limit);
        return count == null ? 0 : count.sum();
    }
}
