package io.herald.hooks;

import io.herald.hooks.HookStore.Claim;
import io.herald.hooks.HookStore.Measurement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What this instance knows of a hook: whether it sends its events, and how far they are behind. Thread-safe. */
public final class HookState {

    private static final Logger LOG = Logger.getLogger("io.herald.hooks");

    /** More than a restart of the receiver explains. */
    private static final Duration BEHIND_AFTER = Duration.ofMinutes(1);

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final String name;
    private final LongSupplier nanos;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failedAttempts = new LongAdder();
    private volatile @Nullable Measurement measurement;
    private volatile boolean disabled;
    private volatile @Nullable Instant failingSince;
    private volatile long ownedUntilNanos;
    private volatile long quietUntilNanos;

    HookState(String name, LongSupplier nanos) {
        this.name = name;
        this.nanos = nanos;
        this.ownedUntilNanos = nanos.getAsLong();
        this.quietUntilNanos = nanos.getAsLong();
    }

    /** Returns the name of the hook in the settings. */
    public String name() {
        return name;
    }

    /** Returns the state as the health check reports it. */
    public String description() {
        if (isDisabled()) {
            return "degraded: disabled";
        }
        Measurement current = measurement;
        if (current == null) {
            return "starting";
        }
        return isBehind() ? "degraded: behind" : current.isFailing() ? "failing" : "up to date";
    }

    /** Returns whether events wait for longer than a restart of the receiver explains. */
    public boolean isDegraded() {
        return isDisabled() || isBehind();
    }

    /** Returns the number of kept events that could not be delivered. */
    public long failed() {
        Measurement current = measurement;
        return current == null ? 0 : current.failed();
    }

    boolean isDisabled() {
        return disabled;
    }

    long waiting() {
        Measurement current = measurement;
        return current == null ? 0 : current.waiting();
    }

    double lagSeconds() {
        Measurement current = measurement;
        return current == null ? 0 : current.lagSeconds();
    }

    private boolean isBehind() {
        return lagSeconds() > BEHIND_AFTER.toSeconds();
    }

    long delivered() {
        return delivered.sum();
    }

    long failedAttempts() {
        return failedAttempts.sum();
    }

    /** Returns whether this instance may send an event now. */
    boolean maySend() {
        return !disabled && ownedUntilNanos - nanos.getAsLong() > 0;
    }

    /** @param untilNanos when the lease of this instance ends, by its own clock, if it owns the hook */
    void claimed(Claim claim, long untilNanos) {
        ownedUntilNanos = claim.isOwned() ? untilNanos : nanos.getAsLong();
        disabled = claim.isDisabled();
        failingSince = claim.failingSince();
    }

    void measured(Measurement current) {
        measurement = current;
        disabled = current.isDisabled();
    }

    void stop() {
        ownedUntilNanos = nanos.getAsLong();
    }

    /** @return whether the hook was failing until now */
    boolean accepted() {
        delivered.increment();
        if (failingSince == null) {
            return false;
        }
        failingSince = null;
        LOG.debugf("hook.restored hook=%s", name);
        return true;
    }

    /**
     * @param reason contains neither the address nor the event
     * @return whether the hook was not failing until now
     */
    boolean refused(String reason, Instant now) {
        failedAttempts.increment();
        boolean isFirst = failingSince == null;
        // Of a receiver that refuses some events and accepts others, one failure a minute.
        boolean isNews = isFirst && quietUntilNanos - nanos.getAsLong() <= 0;
        if (isNews) {
            quietUntilNanos = nanos.getAsLong() + QUIET.toNanos();
        }
        LOG.logf(isNews ? Level.WARN : Level.DEBUG, "hook.failed hook=%s reason=\"%s\"", name, reason);
        failingSince = isFirst ? now : failingSince;
        return isFirst;
    }

    void disable() {
        disabled = true;
        LOG.errorf("hook.disabled hook=%s", name);
    }
}
