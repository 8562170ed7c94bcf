package io.herald.hub;

import java.time.Instant;

/** An outlet's hold on the hub. Its methods are called on the outlet's loop. */
public interface Subscription {

    /** The client takes more again. */
    void drained();

    /** The client has shown a token that is good until then. */
    void prolong(Instant expiresAt);

    /** The client has gone. Nothing is written to the outlet any more. */
    void close();

    /** Where the client is now; what it was told last may be earlier. */
    String cursor();
}
