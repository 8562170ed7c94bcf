package io.herald.hub.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A counter with a single writer: one event loop adds, and any thread reads. An add needs no atomic read-modify-write, and
 * no thread waits.
 */
public final class SingleWriterCounter {

    private final AtomicLong value = new AtomicLong();

    /** Called on the event loop of the counter only. */
    public void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    public long get() {
        return value.getOpaque();
    }

    static SingleWriterCounter[] some(int number) {
        SingleWriterCounter[] counts = new SingleWriterCounter[number];
        for (int i = 0; i < number; i++) {
            counts[i] = new SingleWriterCounter();
        }
        return counts;
    }
}
