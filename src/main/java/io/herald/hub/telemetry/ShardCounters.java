package io.herald.hub.telemetry;

import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.hub.transport.Transport;

/**
 * The counters of one shard. With millions of deliveries a second, a counter for all loops would be contended, so each shard
 * has its own, and the metrics add them up.
 */
public final class ShardCounters {

    private static final int TRANSPORTS = Transport.values().length;
    private static final int ENDINGS = CloseReason.values().length;

    private final LoopCounter behind = new LoopCounter();
    private final LoopCounter windowHits = new LoopCounter();
    private final LoopCounter windowMisses = new LoopCounter();
    private final LoopCounter waitingReads = new LoopCounter();
    private final LoopCounter replayed = new LoopCounter();
    private final LoopCounter[] connected = LoopCounter.some(TRANSPORTS);
    private final LoopCounter[] delivered = LoopCounter.some(TRANSPORTS);
    private final LoopCounter[] resets = LoopCounter.some(Reason.values().length);
    private final LoopCounter[] lost = LoopCounter.some(TRANSPORTS);
    private final LoopCounter[] closedByClient = LoopCounter.some(TRANSPORTS);
    private final LoopCounter[] closedByServer = LoopCounter.some(TRANSPORTS * ENDINGS);

    /** Subscribers that are behind now. */
    public LoopCounter behind() {
        return behind;
    }

    public LoopCounter windowHits() {
        return windowHits;
    }

    public LoopCounter windowMisses() {
        return windowMisses;
    }

    /** Reads of histories that wait now because of the limit of concurrent reads. */
    public LoopCounter waitingReads() {
        return waitingReads;
    }

    public LoopCounter replayed() {
        return replayed;
    }

    public LoopCounter connected(Transport transport) {
        return connected[transport.ordinal()];
    }

    public LoopCounter delivered(Transport transport) {
        return delivered[transport.ordinal()];
    }

    public LoopCounter resets(Reason reason) {
        return resets[reason.ordinal()];
    }

    /** Connections that were lost or closed without an announcement by the client, and long polls that were answered. */
    public LoopCounter lost(Transport transport) {
        return lost[transport.ordinal()];
    }

    /** Connections whose end the client has announced. */
    public LoopCounter closedByClient(Transport transport) {
        return closedByClient[transport.ordinal()];
    }

    public LoopCounter closedByServer(Transport transport, CloseReason closeReason) {
        return closedByServer[transport.ordinal() * ENDINGS + closeReason.ordinal()];
    }

    /** Returns the number of connections that have been opened and have not ended. */
    public long open(Transport transport) {
        long over = lost(transport).get() + closedByClient(transport).get();
        for (CloseReason closeReason : CloseReason.values()) {
            over += closedByServer(transport, closeReason).get();
        }
        return connected(transport).get() - over;
    }
}
