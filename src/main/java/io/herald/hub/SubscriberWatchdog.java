package io.herald.hub;

import io.herald.hub.resume.CatchUpReader;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.SubscriberRegistry;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.subscriber.TokenExpiryQueue;
import io.herald.hub.transport.CloseReason;
import io.herald.loop.FaultIsolation;
import io.herald.loop.Loop;
import io.herald.loop.MessageRateLimiter;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import java.time.Clock;
import java.time.Duration;

/** Ends the connections of a shard whose tokens have expired, and those whose readers make no progress. */
final class SubscriberWatchdog {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Clock clock;
    private final long stalledNanos;
    private final SubscriberRegistry subscribers;
    private final SubscriberLifecycle lifecycle;
    private final TokenExpiryQueue deadlines;
    private final CatchUpReader catchUp;

    SubscriberWatchdog(
            Loop loop,
            Clock clock,
            Duration stalled,
            SubscriberRegistry subscribers,
            SubscriberLifecycle lifecycle,
            TokenExpiryQueue deadlines,
            CatchUpReader catchUp) {
        this.clock = clock;
        this.stalledNanos = stalled.toNanos();
        this.subscribers = subscribers;
        this.lifecycle = lifecycle;
        this.deadlines = deadlines;
        this.catchUp = catchUp;
        PeriodicTask.start(
                "hub.watch", loop, MessageRateLimiter.every(PERIOD), PeriodicWork.syncWithLateness(this::look));
    }

    private void look(long lateNanos) {
        try {
            deadlines.forEachDue(clock.instant(), subscriber -> lifecycle.end(subscriber, CloseReason.EXPIRED));
        } finally {
            FaultIsolation.forEach(subscribers.behind(), subscriber -> look(subscriber, lateNanos));
        }
    }

    private void look(Subscriber subscriber, long lateNanos) {
        if (subscriber.outlet().isFull() && subscriber.state() instanceof Behind behind) {
            // While the loop stalled, nobody wrote to a socket that the client may have drained.
            if (behind.nanosWithoutProgress() - lateNanos > stalledNanos) {
                lifecycle.end(subscriber, CloseReason.STALLED);
            }
        } else {
            // Its drain should have done so; an outlet that forgets must not leave a client behind for ever.
            catchUp.advance(subscriber);
        }
    }
}
