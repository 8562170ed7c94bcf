package io.herald.redis.tail;

import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.loop.FailureLogger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Passes control messages to the listeners of their kind. When control messages may have been lost, all listeners discard their
 * caches at once, and reload a moment later. The reload is coalesced over partitions, because a failover affects all of them.
 */
public final class ControlListeners {

    private static final Logger LOG = Logger.getLogger(ControlListeners.class);

    private final Map<String, List<ControlListener>> byKind;
    private final Consumer<Runnable> delay;
    private final FailureLogger failures = new FailureLogger(LOG);
    private final AtomicBoolean pending = new AtomicBoolean();

    /** @param delay runs an action after a short delay, during which further losses are coalesced */
    public ControlListeners(List<ControlListener> listeners, Consumer<Runnable> delay) {
        this.byKind = listeners.stream().collect(Collectors.groupingBy(ControlListener::kind));
        this.delay = delay;
    }

    void received(ControlMessage controlMessage) {
        List<ControlListener> listeners = byKind.getOrDefault(controlMessage.kind(), List.of());
        if (listeners.isEmpty()) {
            LOG.debugf("control.message.ignored kind=%s", controlMessage.kind());
        }
        listeners.forEach(listener -> guard(listener, one -> one.onControlMessage(controlMessage)));
    }

    /** Invalidates all listeners and schedules their reload. May be called on any thread. */
    void missed() {
        each(ControlListener::invalidate);
        if (pending.compareAndSet(false, true)) {
            delay.accept(this::notifyMissed);
        }
    }

    /** Resets the flag first: after a loss from here on, a listener may already have read its state and needs another reload. */
    private void notifyMissed() {
        pending.set(false);
        each(ControlListener::onMissed);
    }

    private void each(Consumer<ControlListener> action) {
        byKind.values().forEach(listeners -> listeners.forEach(listener -> guard(listener, action)));
    }

    /** Isolates the listeners: if one throws, the others are still called. */
    private void guard(ControlListener listener, Consumer<ControlListener> action) {
        try {
            action.accept(listener);
        } catch (Throwable e) {
            failures.failed("control.listener.failed kind=" + listener.kind(), e);
        }
    }
}
