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

    private final SingleWriterCounter behind = new SingleWriterCounter();
    private final SingleWriterCounter windowHits = new SingleWriterCounter();
    private final SingleWriterCounter windowMisses = new SingleWriterCounter();
    private final SingleWriterCounter waitingReads = new SingleWriterCounter();
    private final SingleWriterCounter replayed = new SingleWriterCounter();
    private final SingleWriterCounter[] connected = SingleWriterCounter.some(TRANSPORTS);
    private final SingleWriterCounter[] delivered = SingleWriterCounter.some(TRANSPORTS);
    private final SingleWriterCounter[] resets = SingleWriterCounter.some(Reason.values().length);
    private final SingleWriterCounter[] lost = SingleWriterCounter.some(TRANSPORTS);
    private final SingleWriterCounter[] closedByClient = SingleWriterCounter.some(TRANSPORTS);
    private final SingleWriterCounter[] closedByServer = SingleWriterCounter.some(TRANSPORTS * ENDINGS);

    /** Subscribers that are behind now. */
    public SingleWriterCounter behind() {
        return behind;
    }

    public SingleWriterCounter windowHits() {
        return windowHits;
    }

    public SingleWriterCounter windowMisses() {
        return windowMisses;
    }

    /** Reads of histories that wait now because of the limit of concurrent reads. */
    public SingleWriterCounter waitingReads() {
        return waitingReads;
    }

    public SingleWriterCounter replayed() {
        return replayed;
    }

    public SingleWriterCounter connected(Transport transport) {
        return connected[transport.ordinal()];
    }

    public SingleWriterCounter delivered(Transport transport) {
        return delivered[transport.ordinal()];
    }

    public SingleWriterCounter resets(Reason reason) {
        return resets[reason.ordinal()];
    }

    /** Connections that were lost or closed without an announcement by the client, and long polls that were answered. */
    public SingleWriterCounter lost(Transport transport) {
        return lost[transport.ordinal()];
    }

    /** Connections whose end the client has announced. */
    public SingleWriterCounter closedByClient(Transport transport) {
        return closedByClient[transport.ordinal()];
    }

    public SingleWriterCounter closedByServer(Transport transport, CloseReason closeReason) {
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
