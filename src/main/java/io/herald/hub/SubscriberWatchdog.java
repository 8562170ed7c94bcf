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
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import java.time.Clock;
import java.time.Duration;

/** Ends the connections of a shard whose tokens have expired, and those whose clients have stopped reading. */
final class SubscriberWatchdog {

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Clock clock;
    private final long stalledNanos;
    private final SubscriberRegistry subscriberRegistry;
    private final SubscriberLifecycle lifecycle;
    private final TokenExpiryQueue tokenExpiryQueue;
    private final CatchUpReader catchUpReader;
    private final PeriodicTask task;

    SubscriberWatchdog(
            Loop loop,
            Clock clock,
            Duration stalled,
            SubscriberRegistry subscriberRegistry,
            SubscriberLifecycle lifecycle,
            TokenExpiryQueue tokenExpiryQueue,
            CatchUpReader catchUpReader) {
        this.clock = clock;
        this.stalledNanos = stalled.toNanos();
        this.subscriberRegistry = subscriberRegistry;
        this.lifecycle = lifecycle;
        this.tokenExpiryQueue = tokenExpiryQueue;
        this.catchUpReader = catchUpReader;
        this.task = PeriodicTask.start(
                "hub.watch", loop, TaskTiming.every(PERIOD), PeriodicWork.syncWithLateness(this::look));
    }

    void stop() {
        task.stop();
    }

    private void look(long lateNanos) {
        try {
            tokenExpiryQueue.forEachDue(clock.instant(), subscriber -> lifecycle.end(subscriber, CloseReason.EXPIRED));
        } finally {
            FaultIsolation.forEach(subscriberRegistry.behind(), subscriber -> look(subscriber, lateNanos));
        }
    }

    private void look(Subscriber subscriber, long lateNanos) {
        if (subscriber.outlet().isFull() && subscriber.state() instanceof Behind behind) {
            // The delay of the loop does not count: the client may have read all, but nothing was written.
            if (behind.nanosWithoutProgress() - lateNanos > stalledNanos) {
                lifecycle.end(subscriber, CloseReason.STALLED);
            }
        } else {
            // Normally drained() does this. An outlet that fails to call it must not leave a client behind forever.
            catchUpReader.advance(subscriber);
        }
    }
}
