package io.herald.ws;

import io.herald.hub.transport.Listening;
import io.herald.hub.transport.Start;

/** Who is about to have a socket, and what for. One who follows nothing is to be told to come back later. */
record Visit(Listening listening, Start start) {

    boolean isServed() {
        return !listening.channels().isEmpty();
    }
}
