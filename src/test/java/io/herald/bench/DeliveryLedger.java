package io.herald.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What was sent, and what each client has got of it: times from the intended moment of sending, losses and repeats. One
 * ledger for each measured phase; belongs to the load's one thread.
 */
final class DeliveryLedger {

    /** Who gets a message. */
    enum Reach {
        /** All clients get every message. */
        ALL,
        /** Message n goes to client n modulo the number of clients. */
        ONE
    }

    final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    final Histogram answers = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    long deliveries;
    long repeats;
    long strays;
    long refused;

    /** How many by status; 0 is a connection that was closed. */
    final Map<Integer, Integer> refusals = new TreeMap<>();

    private final Reach reach;
    private final int first;
    private final BitSet[] seen;
    private final BitSet accepted = new BitSet();
    private int sent;

    DeliveryLedger(Reach reach, int clients, int first) {
        this.reach = reach;
        this.first = first;
        this.seen = new BitSet[clients];
        Arrays.setAll(seen, client -> new BitSet());
    }

    int nextSequence() {
        return first + sent++;
    }

    int sent() {
        return sent;
    }

    int accepted() {
        return accepted.cardinality();
    }

    void answered(int sequence, int status, long nanos) {
        answers.recordValue(bounded(nanos));
        if (status / 100 == 2) {
            accepted.set(sequence - first);
        } else {
            refused++;
            refusals.merge(status, 1, Integer::sum);
        }
    }

    void delivered(int client, int sequence, long nanos) {
        int message = sequence - first;
        if (message < 0) {
            return;
        }
        if (reach == Reach.ONE && message % seen.length != client) {
            strays++;
        } else if (seen[client].get(message / stride())) {
            repeats++;
        } else {
            seen[client].set(message / stride());
            deliveries++;
            latency.recordValue(bounded(nanos));
        }
    }

    private int stride() {
        return reach == Reach.ONE ? seen.length : 1;
    }

    private static long bounded(long nanos) {
        return Math.max(0, Math.min(TimeUnit.MINUTES.toNanos(2), nanos));
    }

    /** Deliveries that are still to come, of all that was sent. */
    long outstanding() {
        long each = reach == Reach.ALL ? seen.length : 1;
        return (sent - refused) * each - deliveries;
    }

    /** Messages that were accepted and that somebody has not got, one for each who has not. */
    long lost() {
        if (reach == Reach.ONE) {
            return accepted.stream()
                    .filter(message -> !seen[message % seen.length].get(message / seen.length))
                    .count();
        }
        long lost = 0;
        for (BitSet had : seen) {
            BitSet missing = (BitSet) accepted.clone();
            missing.andNot(had);
            lost += missing.cardinality();
        }
        return lost;
    }

    /** Whether one client has got everything that was accepted. */
    boolean isComplete(int client) {
        return seen[client].cardinality() >= accepted.cardinality();
    }
}
