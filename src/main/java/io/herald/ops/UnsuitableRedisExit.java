package io.herald.ops;

import io.herald.log.UnsuitableRedis;
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
final class UnsuitableRedisExit {

    private static final Logger LOG = Logger.getLogger(UnsuitableRedisExit.class);

    /** With several partitions each of them finds the same. */
    private final AtomicBoolean told = new AtomicBoolean();

    void refuse(@Observes UnsuitableRedis unfit) {
        if (told.compareAndSet(false, true)) {
            LOG.fatalf("Herald does not start: %s", unfit.reason());
            Quarkus.asyncExit(1);
        }
    }
}
