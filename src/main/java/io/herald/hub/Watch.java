package io.herald.hub;

import io.herald.hub.Progress.Behind;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks at a shard once a second for what nobody would notice otherwise: expired tokens and readers that stand still. */
final class Watch {

    private static final long EVERY_MS = 1_000;

    private final Shard shard;
    private final Clock clock;
    private final long stalledNanos;

    Watch(Shard shard, Sources sources) {
        this.shard = shard;
        this.clock = sources.clock();
        this.stalledNanos = sources.config().stalled().toNanos();
        shard.loop.scheduleAtFixedRate(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        shard.deadlines().due(clock.instant()).forEach(subscriber -> subscriber.end(Ending.EXPIRED));
        for (Subscriber subscriber : List.copyOf(shard.behind)) {
            if (subscriber.outlet.isFull() && subscriber.progress() instanceof Behind behind) {
                if (behind.nanosWithoutProgress() > stalledNanos) {
                    subscriber.end(Ending.STALLED);
                }
            } else {
                // Its drain should have done so; an outlet that forgets must not leave a client behind for ever.
                shard.catchUp().advance(subscriber);
            }
        }
    }
}
