package io.herald.edge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Bounds the bytes of request bodies that an instance holds at one time, over all its event loops.
 *
 * <p>A body that does not fit evicts bodies that are still being received and are at least as large: the largest first,
 * and the oldest of equal ones. Bodies that stall in the middle therefore never block a small one, however many there
 * are. A complete body is not evicted: its bytes stay reserved until the call that uses it ends.
 */
final class BodyBudget {

    /** A body that is being received. */
    interface Body {

        /** Called when the budget has given this body's bytes to another one. Runs on any thread; must not block. */
        void evicted();
    }

    private static final Comparator<Share> LARGEST_LAST = Comparator.comparingLong((Share share) -> share.bytes)
            .thenComparing(share -> share.number, Comparator.reverseOrder());

    private final long limit;
    private final TreeSet<Share> receiving = new TreeSet<>(LARGEST_LAST);
    private long used;
    private long opened;

    BodyBudget(long limit) {
        this.limit = limit;
    }

    Share open(Body body) {
        synchronized (this) {
            return new Share(body, opened++);
        }
    }

    synchronized long used() {
        return used;
    }

    /** The bytes that one body has reserved. Thread-safe. */
    final class Share {

        private final Body body;
        private final long number;
        private long bytes;
        private boolean closed;

        private Share(Body body, long number) {
            this.body = body;
            this.number = number;
        }

        /**
         * Reserves more bytes. If the budget has no room for them, returns false and releases all bytes of this body.
         */
        boolean grow(long more) {
            List<Share> evicted = new ArrayList<>(0);
            boolean fits;
            synchronized (BodyBudget.this) {
                receiving.remove(this);
                fits = !closed && makeRoom(more, bytes + more, evicted);
                if (fits) {
                    bytes += more;
                    used += more;
                    receiving.add(this);
                } else {
                    free();
                }
            }
            evicted.forEach(share -> share.body.evicted());
            return fits;
        }

        /** Marks the body as complete. Its bytes stay reserved until {@link #release}. */
        void received() {
            synchronized (BodyBudget.this) {
                receiving.remove(this);
            }
        }

        void release() {
            synchronized (BodyBudget.this) {
                receiving.remove(this);
                free();
            }
        }

        private void free() {
            if (!closed) {
                closed = true;
                used -= bytes;
            }
        }
    }

    /** Evicts bodies to free the missing bytes. Evicts none, and returns false, if that would not free enough. */
    private boolean makeRoom(long more, long size, List<Share> evicted) {
        long missing = used + more - limit;
        for (Share largest : receiving.descendingSet()) {
            if (missing <= 0 || largest.bytes < size) {
                break;
            }
            missing -= largest.bytes;
            evicted.add(largest);
        }
        if (missing > 0) {
            evicted.clear();
            return false;
        }
        evicted.forEach(share -> {
            receiving.remove(share);
            share.free();
        });
        return true;
    }
}
