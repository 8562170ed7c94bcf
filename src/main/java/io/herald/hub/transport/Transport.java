package io.herald.hub.transport;

import java.util.Locale;

/** The transports; {@link #toString} returns the tag value of the metrics. */
public enum Transport {
    SSE,
    WEBSOCKET,
    POLL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
