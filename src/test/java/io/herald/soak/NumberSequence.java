package io.herald.soak;

import java.time.Instant;

/**
 * The numbers that a client receives in one channel. Each must be one more than the previous one, unless a reset has reported a loss. The
 * reset may follow newer numbers: a master that was suspended may accept an event after its replica has taken over.
 */
final class NumberSequence {

    private final String name;
    private volatile int last;
    private volatile int lost;
    private volatile int reported;
    private volatile int repeated;
    private boolean reset;

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

    void reset() {
        reset = true;
        reported += lost;
        lost = 0;
    }

    void received(int number) {
        if (number <= last) {
            repeated++;
            print("repeated", number);
        } else {
            int missing = number - last - 1;
            if (missing > 0 && !reset) {
                lost += missing;
                print("missing", number);
            } else {
                reported += missing;
            }
            last = number;
            reset = false;
        }
    }

    private void print(String what, int number) {
        System.out.printf("%s %s: %s received %d after %d%n", Instant.now(), what, name, number, last);
    }
}
