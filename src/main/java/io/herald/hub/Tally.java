package io.herald.hub;

import io.herald.hub.Reset.Reason;

/**
 * What happens on one shard, in numbers. Millions of deliveries a second must not meet on one counter, so each shard has
 * its own, and whoever measures adds them up.
 */
final class Tally {

    private static final int TRANSPORTS = Transport.values().length;
    private static final int ENDINGS = Ending.values().length;

    final Count behind = new Count();
    final Count windowHits = new Count();
    final Count windowMisses = new Count();
    final Count waitingReads = new Count();
    final Count replayed = new Count();
    private final Count[] came = Count.some(TRANSPORTS);
    private final Count[] delivered = Count.some(TRANSPORTS);
    private final Count[] resets = Count.some(Reason.values().length);
    private final Count[] gone = Count.some(TRANSPORTS);
    private final Count[] departed = Count.some(TRANSPORTS);
    private final Count[] ended = Count.some(TRANSPORTS * ENDINGS);

    Count came(Transport transport) {
        return came[transport.ordinal()];
    }

    Count delivered(Transport transport) {
        return delivered[transport.ordinal()];
    }

    Count resets(Reason reason) {
        return resets[reason.ordinal()];
    }

    /** The client has gone without a word. */
    Count gone(Transport transport) {
        return gone[transport.ordinal()];
    }

    /** The client has said goodbye. */
    Count departed(Transport transport) {
        return departed[transport.ordinal()];
    }

    Count ended(Transport transport, Ending ending) {
        return ended[transport.ordinal() * ENDINGS + ending.ordinal()];
    }

    long open(Transport transport) {
        long over = gone(transport).get() + departed(transport).get();
        for (Ending ending : Ending.values()) {
            over += ended(transport, ending).get();
        }
        return came(transport).get() - over;
    }
}
