package io.herald.redis.work;

import io.herald.redis.work.WorkQueries.OrphanPage;
import io.herald.vertx.EventLoopContext;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Deletes the orphans of one queue, once for each process, page by page with pauses between. A page that fails, such as in a
 * failover, is repeated when the reader has joined the queue again. Confined to one event loop.
 */
final class OrphanSweep {

    private static final Logger LOG = Logger.getLogger(OrphanSweep.class);

    /** Each instance sweeps each partition when it starts, and a page holds up whatever else Redis is asked. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final WorkQueries queries;
    private final EventLoopContext context;
    private String after = "-";
    private long deleted;
    private boolean running;
    private boolean done;

    OrphanSweep(WorkQueries queries, EventLoopContext context) {
        this.queries = queries;
        this.context = context;
    }

    /** Continues where an earlier start has failed. Does nothing while a sweep is running, or once it is done. */
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
            LOG.infof("work.orphans partition=%d deleted=%d", queries.partition(), deleted);
        }
    }
}
