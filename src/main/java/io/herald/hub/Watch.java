package io.herald.hub;

import io.herald.hub.resume.CatchUp;
import io.herald.hub.subscriber.Deadlines;
import io.herald.hub.subscriber.Progress.Behind;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.Subscribers;
import io.herald.hub.transport.Ending;
import io.herald.loop.FaultIsolation;
import io.herald.loop.Loop;
import io.herald.loop.Pace;
import io.herald.loop.PeriodicTask;
import io.herald.loop.Work;
import java.time.Clock;
import java.time.Duration;

/** Ends the connections of a shard whose tokens have expired, and those whose readers make no progress. */
final class Watch {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Clock clock;
    private final long stalledNanos;
    private final Subscribers subscribers;
    private final SubscriberLifecycle lifecycle;
    private final Deadlines deadlines;
    private final CatchUp catchUp;

    Watch(
            Loop loop,
            Clock clock,
            Duration stalled,
            Subscribers subscribers,
            SubscriberLifecycle lifecycle,
            Deadlines deadlines,
            CatchUp catchUp) {
        this.clock = clock;
        this.stalledNanos = stalled.toNanos();
        this.subscribers = subscribers;
        this.lifecycle = lifecycle;
        this.deadlines = deadlines;
        this.catchUp = catchUp;
        PeriodicTask.start("hub.watch", loop, Pace.every(PERIOD), Work.syncWithLateness(this::look));
    }

    private void look(long lateNanos) {
        try {
            deadlines.forEachDue(clock.instant(), subscriber -> lifecycle.end(subscriber, Ending.EXPIRED));
        } finally {
            FaultIsolation.forEach(subscribers.behind(), subscriber -> look(subscriber, lateNanos));
        }
    }

    private void look(Subscriber subscriber, long lateNanos) {
        if (subscriber.outlet().isFull() && subscriber.state() instanceof Behind behind) {
            // While the loop stalled, nobody wrote to a socket that the client may have drained.
            if (behind.nanosWithoutProgress() - lateNanos > stalledNanos) {
                lifecycle.end(subscriber, Ending.STALLED);
            }
        } else {
            // Its drain should have done so; an outlet that forgets must not leave a client behind for ever.
            catchUp.advance(subscriber);
        }
    }
}
