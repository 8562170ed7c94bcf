package io.herald.access.token;

import io.herald.access.token.TokenRejection.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/** Logs why tokens are rejected: at most one line each ten seconds for each reason, because anybody may send any number of tokens. */
@Singleton
class RejectionLogger {

    private static final Logger LOG = Logger.getLogger(RejectionLogger.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    /** The lines of one reason. */
    private static final class Lines {
        final AtomicLong next;
        final LongAdder suppressed = new LongAdder();

        Lines(long first) {
            next = new AtomicLong(first);
        }
    }

    private final Map<Reason, Lines> byReason = new EnumMap<>(Reason.class);
    private final LongSupplier nanoTime;

    @Inject
    RejectionLogger() {
        this(System::nanoTime);
    }

    RejectionLogger(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        for (Reason reason : Reason.values()) {
            byReason.put(reason, new Lines(now));
        }
    }

    /** Logs the rejection, or counts it for the next line. Never blocks. */
    void log(TokenRejection rejection) {
        Lines lines = byReason.get(rejection.reason());
        long now = nanoTime.getAsLong();
        long next = lines.next.get();
        if (now - next < 0 || !lines.next.compareAndSet(next, now + INTERVAL_NANOS)) {
            lines.suppressed.increment();
            return;
        }
        LOG.logf(
                rejection.reason().isUsual() ? Level.INFO : Level.WARN,
                "token.rejected reason=%s found=\"%s\" expected=\"%s\" suppressed=%d",
                rejection.reason(),
                rejection.found(),
                rejection.expected(),
                lines.suppressed.sumThenReset());
    }
}
