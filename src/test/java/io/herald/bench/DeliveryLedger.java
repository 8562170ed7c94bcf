package io.herald.bench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Records what was sent and what each client has received: latency from the intended time of sending, losses and repeats. One
 * ledger for each measured phase. Only the load loop uses it.
 */
final class DeliveryLedger {

    /** Which clients receive a message. */
    enum Recipients {
        /** Every client receives every message. */
        ALL,
        /** Client n modulo the number of clients receives message n. */
        ONE
    }

    /** Observes deliveries on the load thread. */
    @FunctionalInterface
    interface Observer {
        void delivered(int message, long nanos);
    }

    final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    final Histogram answers = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
    long deliveries;
    long repeats;
    long misdirected;
    long refused;

    /** Refused messages by status. Status 0 is a closed connection. */
    final Map<Integer, Integer> refusals = new TreeMap<>();

    private final Recipients recipients;
    private final int first;
    private final BitSet[] received;
    private final BitSet accepted = new BitSet();
    private int sent;
    private Observer observer = (message, nanos) -> {};

    DeliveryLedger(Recipients recipients, int clients, int first) {
        this.recipients = recipients;
        this.first = first;
        this.received = new BitSet[clients];
        Arrays.setAll(received, client -> new BitSet());
    }

    /** Calls the observer for each first delivery, with the number of the message in this ledger and its latency. */
    void observe(Observer next) {
        observer = next;
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

    void recordAnswer(int sequence, int status, long nanos) {
        answers.recordValue(clamped(nanos));
        if (status / 100 == 2) {
            accepted.set(sequence - first);
        } else {
            refused++;
            refusals.merge(status, 1, Integer::sum);
        }
    }

    void recordDelivery(int client, int sequence, long nanos) {
        int message = sequence - first;
        if (message < 0) {
            return;
        }
        if (recipients == Recipients.ONE && message % received.length != client) {
            misdirected++;
        } else if (received[client].get(message / stride())) {
            repeats++;
        } else {
            received[client].set(message / stride());
            deliveries++;
            latency.recordValue(clamped(nanos));
            observer.delivered(message, clamped(nanos));
        }
    }

    private int stride() {
        return recipients == Recipients.ONE ? received.length : 1;
    }

    private static long clamped(long nanos) {
        return Math.max(0, Math.min(TimeUnit.MINUTES.toNanos(2), nanos));
    }

    /** Returns the expected deliveries of messages that were sent, without those that have arrived. */
    long outstanding() {
        long each = recipients == Recipients.ALL ? received.length : 1;
        return (sent - refused) * each - deliveries;
    }

    /** Returns the deliveries of accepted messages that are missing, counted for each client. */
    long lost() {
        if (recipients == Recipients.ONE) {
            return accepted.stream()
                    .filter(message -> !received[message % received.length].get(message / received.length))
                    .count();
        }
        long lost = 0;
        for (BitSet receivedByClient : received) {
            BitSet missing = (BitSet) accepted.clone();
            missing.andNot(receivedByClient);
            lost += missing.cardinality();
        }
        return lost;
    }

    /** Returns whether the client has received every accepted message. */
    boolean isComplete(int client) {
        return received[client].cardinality() >= accepted.cardinality();
    }
}
