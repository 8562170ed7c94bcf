package io.herald.sse;

import io.herald.loop.FaultIsolation;
import io.herald.loop.Loop;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Schedules the heartbeats of one event loop with one timer, whose ticks divide the interval into slots. A member is added to
 * the slot of the last tick, so heartbeats are spread over the interval in the same way as the connects. Confined to the loop.
 */
final class HeartbeatWheel {

    private static final int MAX_SLOTS = 20;
    private static final Duration SHORTEST_TICK = Duration.ofMillis(100);

    private final List<Set<Member>> slots;
    private int current;

    interface Member {

        /** Sends a heartbeat. May throw; the other members still receive theirs. */
        void heartbeat();
    }

    HeartbeatWheel(Loop loop, Duration interval) {
        int count = (int) Math.max(1, Math.min(MAX_SLOTS, interval.dividedBy(SHORTEST_TICK)));
        this.slots = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            slots.add(new LinkedHashSet<>());
        }
        PeriodicTask.start(
                "sse.heartbeats", loop, TaskTiming.every(interval.dividedBy(count)), PeriodicWork.sync(this::tick));
    }

    /** Adds a member. Its first heartbeat follows after almost one interval, because the slot of the last tick is due last. */
    void add(Member member) {
        slots.get(current).add(member);
    }

    void remove(Member member) {
        slots.forEach(slot -> slot.remove(member));
    }

    private void tick() {
        current = (current + 1) % slots.size();
        FaultIsolation.forEach(List.copyOf(slots.get(current)), Member::heartbeat);
    }
}
