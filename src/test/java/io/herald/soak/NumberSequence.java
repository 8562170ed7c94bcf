package io.herald.soak;

import io.herald.event.Cursor;
import io.herald.event.EventId;
import java.time.Instant;
import java.util.Map;

/**
 * The numbers that a client receives in one channel. Each must be one more than the previous one, unless a reset has reported a loss up to
 * its position. The reset may follow newer numbers: a master that was suspended may accept an event after its replica has taken over.
 */
final class NumberSequence {

    private final String name;
    private volatile int last;
    private volatile int lost;
    private volatile int reported;
    private volatile int repeated;
    private volatile int again;
    private boolean followsReset;
    private Cursor reset = Cursor.of(Map.of());
    private Cursor position = Cursor.of(Map.of());

    NumberSequence(String name) {
        this.name = name;
    }

    /** Returns the highest number received. */
    int last() {
        return last;
    }

    /** Returns how many numbers are missing that no reset has reported so far. */
    int lost() {
        return lost;
    }

    /** Returns how many numbers are missing that a reset has reported. */
    int reported() {
        return reported;
    }

    int repeated() {
        return repeated;
    }

    /** Returns how many numbers came again after a reset: a failover has lost an event before its call was answered. */
    int again() {
        return again;
    }

    /** @param upTo the cursor of the reset */
    void reset(Cursor upTo) {
        followsReset = true;
        reset = upTo;
        reported += lost;
        lost = 0;
    }

    /** @param id the cursor that is only the position of the event */
    void received(int number, Cursor id) {
        if (number == last && followsReset) {
            // Only the last call can have been without an answer. The publisher repeats it, and the log has lost its
            // record, too.
            again++;
        } else if (number <= last) {
            repeated++;
            print("repeated", number);
        } else {
            int missing = number - last - 1;
            if (missing > 0 && !followsReset && !isCovered()) {
                lost += missing;
                print("missing", number);
            } else {
                reported += missing;
            }
            last = number;
        }
        position = id;
        followsReset = false;
    }

    /** Whether the last number is at or before the position up to which the last reset has reported losses, and so may the missing one be. */
    private boolean isCovered() {
        return position.partitions().stream().anyMatch(partition -> {
            EventId upTo = reset.positionIn(partition);
            return upTo != null && !position.positionIn(partition).isAfter(upTo);
        });
    }

    private void print(String what, int number) {
        System.out.printf("%s %s: %s received %d after %d%n", Instant.now(), what, name, number, last);
    }
}
