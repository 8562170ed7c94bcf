package io.herald.redis.tail;

import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.loop.FailureLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Passes hints to the listeners that they concern. When hints may have been missed, every listener discards what it has
 * cached at once, and reads everything again once for all partitions that missed some within a moment: a failover
 * interrupts all of them.
 */
public final class ControlListeners {

    private static final Logger LOG = Logger.getLogger(ControlListeners.class);

    private final Map<String, List<ControlListener>> byKind;
    private final Consumer<Runnable> delay;
    private final FailureLog failures = new FailureLog(LOG);
    private final AtomicBoolean pending = new AtomicBoolean();

    /** @param delay runs an action a moment later */
    public ControlListeners(List<ControlListener> listeners, Consumer<Runnable> delay) {
        this.byKind = listeners.stream().collect(Collectors.groupingBy(ControlListener::kind));
        this.delay = delay;
    }

    void heard(ControlMessage controlMessage) {
        List<ControlListener> listeners = byKind.getOrDefault(controlMessage.kind(), List.of());
        if (listeners.isEmpty()) {
            LOG.debugf("log.control.unknown kind=%s", controlMessage.kind());
        }
        listeners.forEach(listener -> guard(listener, one -> one.heard(controlMessage)));
    }

    /** May be called on any thread. */
    void missed() {
        each(ControlListener::invalidate);
        if (pending.compareAndSet(false, true)) {
            delay.accept(this::tellMissed);
        }
    }

    /** What is missed from here on needs another call: a listener may already have read what it is about. */
    private void tellMissed() {
        pending.set(false);
        each(ControlListener::missed);
    }

    private void each(Consumer<ControlListener> action) {
        byKind.values().forEach(listeners -> listeners.forEach(listener -> guard(listener, action)));
    }

    /** A listener that throws does not keep the others from theirs. */
    private void guard(ControlListener listener, Consumer<ControlListener> action) {
        try {
            action.accept(listener);
        } catch (Throwable e) {
            failures.failed("log.control.failed kind=" + listener.kind(), e);
        }
    }
}
