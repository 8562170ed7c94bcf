package io.herald.push.telemetry;

import io.herald.database.DatabaseTask;
import io.herald.loop.NextRun;
import io.herald.push.queue.PushQueue;
import io.herald.push.queue.PushQueue.Counts;
import io.herald.push.settings.PushSettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Counts subscriptions and pushes that are due, over all instances. */
@ApplicationScoped
class PushCounts implements DatabaseTask {

    private static final Duration PERIOD = Duration.ofSeconds(15);

    private final PushQueue queue;
    private final PushSettings settings;
    private volatile Counts counts = new Counts(0, 0);

    PushCounts(PushQueue queue, PushSettings settings) {
        this.queue = queue;
        this.settings = settings;
    }

    Counts get() {
        return counts;
    }

    @Override
    public String name() {
        return "push.counts";
    }

    @Override
    public Duration period() {
        return PERIOD;
    }

    @Override
    public boolean hasRandomInitialDelay() {
        return true;
    }

    @Override
    public Uni<NextRun> run() {
        if (!settings.isEnabled()) {
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        }
        return queue.counts().invoke(found -> counts = found).replaceWith(NextRun.AFTER_PERIOD);
    }
}
