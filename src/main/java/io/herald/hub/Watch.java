package io.herald.hub;

import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.transport.Ending;
import io.herald.loop.FaultIsolation;
import io.herald.loop.Pace;
import io.herald.loop.PeriodicTask;
import io.herald.loop.Work;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Ends the connections of a shard whose tokens have expired, and those whose readers make no progress. */
final class Watch {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Shard shard;
    private final Clock clock;
    private final long stalledNanos;

    Watch(Shard shard, Sources sources) {
        this.shard = shard;
        this.clock = sources.clock();
        this.stalledNanos = sources.config().stalled().toNanos();
        PeriodicTask.start("hub.watch", shard.tasks(), Pace.every(PERIOD), Work.syncWithLateness(this::look));
    }

    private void look(long lateNanos) {
        try {
            shard.deadlines().forEachDue(clock.instant(), subscriber -> subscriber.end(Ending.EXPIRED));
        } finally {
            FaultIsolation.forEach(List.copyOf(shard.behind), subscriber -> look(subscriber, lateNanos));
        }
    }

    private void look(Subscriber subscriber, long lateNanos) {
        if (subscriber.outlet.isFull() && subscriber.progress() instanceof Behind behind) {
            // While the loop stalled, nobody wrote to a socket that the client may have drained.
            if (behind.nanosWithoutProgress() - lateNanos > stalledNanos) {
                subscriber.end(Ending.STALLED);
            }
        } else {
            // Its drain should have done so; an outlet that forgets must not leave a client behind for ever.
            shard.catchUp().advance(subscriber);
        }
    }
}
