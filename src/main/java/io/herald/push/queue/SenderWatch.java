package io.herald.push.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Decides which senders have died: those whose beat has not changed for a while during which this instance could read it.
 * While PostgreSQL is away, no beat changes; therefore a pause between two readings restarts the observation. Otherwise the
 * first instance that reaches PostgreSQL again would repeat the pushes of all others. Confined to one thread.
 */
final class SenderWatch {

    private record Seen(long beat, long sinceNanos) {}

    private final long deadNanos;
    private final long pauseNanos;
    private final Map<UUID, Seen> seen = new HashMap<>();
    private long lastNanos;

    /**
     * @param dead how long the beat of a dead sender stands still
     * @param pause the longest time between two readings
     */
    SenderWatch(Duration dead, Duration pause) {
        this.deadNanos = dead.toNanos();
        this.pauseNanos = pause.toNanos();
    }

    /**
     * Takes a reading.
     *
     * @param nanos the monotonic time
     * @param beats the beats of the other senders
     * @return the senders that have died
     */
    List<UUID> read(long nanos, Map<UUID, Long> beats) {
        if (nanos - lastNanos > pauseNanos) {
            seen.clear();
        }
        lastNanos = nanos;
        seen.keySet().retainAll(beats.keySet());
        List<UUID> dead = new ArrayList<>();
        beats.forEach((sender, beat) -> {
            Seen known = seen.get(sender);
            if (known == null || known.beat() != beat) {
                seen.put(sender, new Seen(beat, nanos));
            } else if (nanos - known.sinceNanos() >= deadNanos) {
                dead.add(sender);
            }
        });
        return dead;
    }
}
