package io.herald.ops;

import io.herald.log.UnfitRedis;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Ends the process where Redis is not fit for the log. That is known only once Redis has been reached, which the start
 * does not wait for; so the service has started, though it has not been ready.
 */
@Singleton
final class UnfitRedisExit {

    private static final Logger LOG = Logger.getLogger(UnfitRedisExit.class);

    /** With several partitions each of them finds the same. */
    private final AtomicBoolean told = new AtomicBoolean();

    void refuse(@Observes UnfitRedis unfit) {
        if (told.compareAndSet(false, true)) {
            LOG.fatalf("Herald does not start: %s", unfit.reason());
            Quarkus.asyncExit(1);
        }
    }
}
