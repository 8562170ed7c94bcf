package io.herald.hub.transport;

import java.util.Locale;

/** By which a client is connected. */
public enum Transport {
    SSE,
    WEBSOCKET,
    POLL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
