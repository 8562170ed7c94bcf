package io.herald.hub;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one loop changes and others read. Neither waits for the other: an add is a plain one. */
final class Count {

    private final AtomicLong value = new AtomicLong();

    void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    long get() {
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
