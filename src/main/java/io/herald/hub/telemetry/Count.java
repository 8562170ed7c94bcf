package io.herald.hub.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one loop changes and others read. Neither waits for the other: an add is a plain one. */
public final class Count {

    private final AtomicLong value = new AtomicLong();

    public void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    public long get() {
        return value.getOpaque();
    }

    static Count[] some(int number) {
        Count[] counts = new Count[number];
        for (int i = 0; i < number; i++) {
            counts[i] = new Count();
        }
        return counts;
    }
}
