package io.herald.redis.tail;

import io.herald.redis.connection.LoopClock;

/** Records when a reader has received something. The event loop of the reader writes, any thread reads. */
final class ReceiveMonitor {

    private final LoopClock clock;
    private final long longestSilence;
    private volatile boolean isListening;
    private volatile long lastReceivedAt;

    /** @param longestSilence in nanoseconds */
    ReceiveMonitor(LoopClock clock, long longestSilence) {
        this.clock = clock;
        this.longestSilence = longestSilence;
        this.lastReceivedAt = clock.now();
    }

    void received() {
        lastReceivedAt = clock.now();
        isListening = true;
    }

    void lost() {
        isListening = false;
    }

    boolean isReceiving() {
        return isListening && silenceNanos() < longestSilence;
    }

    long silenceNanos() {
        return Math.max(0, clock.now() - lastReceivedAt);
    }
}
