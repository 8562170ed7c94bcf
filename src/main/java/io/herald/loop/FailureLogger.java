package io.herald.loop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs failures that one defect may cause thousands of times. Within a period, logs the first failure of each kind with
 * its stack trace, and the others only as a count. Thread-safe.
 */
public final class FailureLogger {

    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    private record Kind(String message, Class<?> type) {}

    /** The current period of one kind. */
    private static final class Period {
        private final long since;
        private long repeats;

        Period(long since) {
            this.since = since;
        }
    }

    private final Logger log;
    private final LongSupplier nanos;
    private final Map<Kind, Period> periods = new ConcurrentHashMap<>();

    public FailureLogger(Logger log) {
        this(log, System::nanoTime);
    }

    public FailureLogger(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** @param message one of a small fixed set, because nothing else bounds the number of kinds */
    public void failed(String message, Throwable cause) {
        periods.compute(
                new Kind(message, cause.getClass()),
                (kind, period) -> period == null || nanos.getAsLong() - period.since >= PERIOD_NANOS
                        ? begin(kind, period == null ? 0 : period.repeats, cause)
                        : repeat(kind, period));
    }

    private Period begin(Kind kind, long repeatsBefore, Throwable cause) {
        log.errorf(cause, "%s repeatsBefore=%d", kind.message, repeatsBefore);
        return new Period(nanos.getAsLong());
    }

    /**
     * Logs at powers of ten, so that a burst that ends within its period is under-reported by a factor of ten at most.
     */
    private Period repeat(Kind kind, Period period) {
        period.repeats++;
        if (isPowerOfTen(period.repeats)) {
            log.errorf("%s repeats=%d reason=%s", kind.message, period.repeats, kind.type.getName());
        }
        return period;
    }

    private static boolean isPowerOfTen(long number) {
        long power = 10;
        while (power < number) {
            power *= 10;
        }
        return power == number;
    }
}
