package io.herald.redis.work;

import io.herald.redis.work.WorkQueries.OrphanPage;
import io.herald.vertx.EventLoopContext;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Deletes the orphans of one work queue: entries that are acknowledged but were not deleted. Runs once per process, page by page
 * with pauses. A page that fails, for example during a failover, is repeated after the reader has joined the queue again.
 * Confined to one event loop.
 */
final class AcknowledgedEntryCleanup {

    private static final Logger LOG = Logger.getLogger(AcknowledgedEntryCleanup.class);

    /** The pause between pages. Each instance cleans up every partition at its start, and a page blocks all other calls. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final WorkQueries queries;
    private final EventLoopContext context;
    private String after = "-";
    private long deleted;
    private boolean running;
    private boolean done;

    AcknowledgedEntryCleanup(WorkQueries queries, EventLoopContext context) {
        this.queries = queries;
        this.context = context;
    }

    /** Starts the cleanup, or continues it after a failure. Does nothing while it is running, or after the last page. */
    void start() {
        if (!running && !done) {
            running = true;
            deletePage();
        }
    }

    void stop() {
        done = true;
    }

    private void deletePage() {
        if (done) {
            return;
        }
        queries.deleteOrphans(after)
                .onComplete(page -> context.execute(() -> {
                    if (page.succeeded()) {
                        took(page.result());
                    } else {
                        running = false;
                    }
                }));
    }

    private void took(OrphanPage page) {
        deleted += page.deleted();
        after = page.next();
        if (!after.isEmpty()) {
            context.setTimer(PAUSE.toMillis(), timer -> deletePage());
            return;
        }
        done = true;
        if (deleted > 0) {
            LOG.infof("work.orphans.deleted partition=%d entries=%d", queries.partition(), deleted);
        }
    }
}
