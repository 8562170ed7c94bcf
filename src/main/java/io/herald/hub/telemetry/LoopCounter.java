package io.herald.hub.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one loop changes and others read. Neither waits for the other: an add is a plain one. */
public final class LoopCounter {

    private final AtomicLong value = new AtomicLong();

    public void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    public long get() {
        return value.getOpaque();
    }

    static LoopCounter[] some(int number) {
        LoopCounter[] counts = new LoopCounter[number];
        for (int i = 0; i < number; i++) {
            counts[i] = new LoopCounter();
        }
        return counts;
    }
}
