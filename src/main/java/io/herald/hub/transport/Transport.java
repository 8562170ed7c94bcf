package io.herald.hub.transport;

import java.util.Locale;

/** The transport that connects a client. {@link #toString} returns its name in metrics. */
public enum Transport {
    SSE,
    WEBSOCKET,
    POLL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
