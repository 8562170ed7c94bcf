package io.herald.push.delivery;

import io.herald.database.DatabaseTask;
import io.herald.loop.NextRun;
import io.herald.push.queue.BroadcastPages;
import io.herald.push.settings.PushSettings;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Adds the pushes of notifications to rooms and everyone, a page of users at a time. It waits while more pushes are due than
 * this instance can send, so a notification to everyone adds no more pushes than are sent.
 */
@ApplicationScoped
class BroadcastTask implements DatabaseTask {

    private static final Duration PERIOD = Duration.ofMillis(500);

    private final BroadcastPages pages;
    private final PushDispatcher dispatcher;
    private final PushSettings settings;

    BroadcastTask(BroadcastPages pages, PushDispatcher dispatcher, PushSettings settings) {
        this.pages = pages;
        this.dispatcher = dispatcher;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "push.broadcasts";
    }

    @Override
    public Duration period() {
        return PERIOD;
    }

    @Override
    public Uni<NextRun> run() {
        if (!settings.isEnabled() || dispatcher.isSaturated()) {
            return Uni.createFrom().item(NextRun.AFTER_PERIOD);
        }
        return pages.next().map(more -> {
            if (more) {
                dispatcher.request();
            }
            return NextRun.immediatelyIf(more);
        });
    }
}
