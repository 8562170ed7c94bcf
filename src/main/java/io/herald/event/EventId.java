package io.herald.event;

import org.jspecify.annotations.Nullable;

/**
 * The id of an entry in one partition of the log. The ids of a partition are totally ordered over all its channels, so
 * an id is also a position: it separates the entries up to it from those after it.
 */
public record EventId(long ms, long seq) implements Comparable<EventId> {

    public static final EventId ZERO = new EventId(0, 0);

    /** Redis scripts calculate with doubles: beyond 2^53, an id would silently lose its last digits. */
    private static final int MAX_DIGITS = 15;

    private static final long MAX_SEQUENCE = 999_999_999_999_999L;

    public static EventId parse(String text) {
        EventId id = parseOrNull(text);
        if (id == null) {
            throw new IllegalArgumentException("not an event id");
        }
        return id;
    }

    public static @Nullable EventId parseOrNull(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            return null;
        }
        long ms = digits(text, 0, dash);
        long seq = digits(text, dash + 1, text.length());
        return ms < 0 || seq < 0 ? null : new EventId(ms, seq);
    }

    private static long digits(String text, int from, int to) {
        if (to <= from || to - from > MAX_DIGITS) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Returns the position before all entries that were appended at {@code ms} or later. */
    public static EventId before(long ms) {
        return new EventId(Math.max(0, ms), 0).predecessor();
    }

    /** Returns the highest position before this one; for {@link #ZERO}, which no entry has, the same. */
    public EventId predecessor() {
        if (seq > 0) {
            return new EventId(ms, seq - 1);
        }
        return ms > 0 ? new EventId(ms - 1, MAX_SEQUENCE) : ZERO;
    }

    public boolean isAfter(EventId other) {
        return compareTo(other) > 0;
    }

    public boolean isBefore(EventId other) {
        return compareTo(other) < 0;
    }

    public EventId max(EventId other) {
        return isAfter(other) ? this : other;
    }

    @Override
    public int compareTo(EventId other) {
        int byTime = Long.compare(ms, other.ms);
        return byTime != 0 ? byTime : Long.compare(seq, other.seq);
    }

    @Override
    public String toString() {
        return ms + "-" + seq;
    }
}
