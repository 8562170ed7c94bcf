package io.herald.hub.telemetry;

import io.herald.hub.transport.Ending;
import io.herald.hub.transport.Reset.Reason;
import io.herald.hub.transport.Transport;

/**
 * What happens on one shard, in numbers. Millions of deliveries a second must not meet on one counter, so each shard has
 * its own, and whoever measures adds them up.
 */
public final class Tally {

    private static final int TRANSPORTS = Transport.values().length;
    private static final int ENDINGS = Ending.values().length;

    private final Count behind = new Count();
    private final Count windowHits = new Count();
    private final Count windowMisses = new Count();
    private final Count waitingReads = new Count();
    private final Count replayed = new Count();
    private final Count[] came = Count.some(TRANSPORTS);
    private final Count[] delivered = Count.some(TRANSPORTS);
    private final Count[] resets = Count.some(Reason.values().length);
    private final Count[] gone = Count.some(TRANSPORTS);
    private final Count[] departed = Count.some(TRANSPORTS);
    private final Count[] ended = Count.some(TRANSPORTS * ENDINGS);

    public Count behind() {
        return behind;
    }

    public Count windowHits() {
        return windowHits;
    }

    public Count windowMisses() {
        return windowMisses;
    }

    public Count waitingReads() {
        return waitingReads;
    }

    public Count replayed() {
        return replayed;
    }

    public Count came(Transport transport) {
        return came[transport.ordinal()];
    }

    public Count delivered(Transport transport) {
        return delivered[transport.ordinal()];
    }

    public Count resets(Reason reason) {
        return resets[reason.ordinal()];
    }

    /** The client has gone without a word. */
    public Count gone(Transport transport) {
        return gone[transport.ordinal()];
    }

    /** The client has said goodbye. */
    public Count departed(Transport transport) {
        return departed[transport.ordinal()];
    }

    public Count ended(Transport transport, Ending ending) {
        return ended[transport.ordinal() * ENDINGS + ending.ordinal()];
    }

    public long open(Transport transport) {
        long over = gone(transport).get() + departed(transport).get();
        for (Ending ending : Ending.values()) {
            over += ended(transport, ending).get();
        }
        return came(transport).get() - over;
    }
}
