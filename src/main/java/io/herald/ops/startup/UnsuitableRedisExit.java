package io.herald.ops.startup;

import io.herald.log.UnsuitableRedis;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Exits the process if Redis is unsuitable for the log. The start does not wait for Redis, so the check runs when Redis is
 * reached: the service has started by that time, but has not been ready.
 */
@Singleton
final class UnsuitableRedisExit {

    private static final Logger LOG = Logger.getLogger(UnsuitableRedisExit.class);

    /** Every partition reports the same fault; only the first report is logged. */
    private final AtomicBoolean logged = new AtomicBoolean();

    void exit(@Observes UnsuitableRedis unsuitable) {
        if (logged.compareAndSet(false, true)) {
            LOG.fatalf("Herald does not start: %s", unsuitable.reason());
            Quarkus.asyncExit(1);
        }
    }
}
