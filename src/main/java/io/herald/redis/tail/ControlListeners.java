package io.herald.redis.tail;

import io.herald.log.Control;
import io.herald.log.ControlListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Hands hints to the listeners that they concern. When hints may have been missed, it tells every listener once for all
 * partitions that missed some within a moment: a failover interrupts all of them, and each listener reads everything.
 */
public final class ControlListeners {

    private static final Logger LOG = Logger.getLogger(ControlListeners.class);

    private final Map<String, List<ControlListener>> byKind;
    private final Consumer<Runnable> delay;
    private final AtomicBoolean pending = new AtomicBoolean();

    /** @param delay runs an action a moment later */
    public ControlListeners(List<ControlListener> listeners, Consumer<Runnable> delay) {
        this.byKind = listeners.stream().collect(Collectors.groupingBy(ControlListener::kind));
        this.delay = delay;
    }

    void heard(Control control) {
        List<ControlListener> listeners = byKind.getOrDefault(control.kind(), List.of());
        if (listeners.isEmpty()) {
            LOG.debugf("log.control.unknown kind=%s", control.kind());
        }
        listeners.forEach(listener -> tell(listener, control));
    }

    private static void tell(ControlListener listener, Control control) {
        try {
            listener.heard(control);
        } catch (RuntimeException e) {
            LOG.errorf(e, "log.control.failed kind=%s", control.kind());
        }
    }

    /** May be called on any thread. */
    void missed() {
        if (pending.compareAndSet(false, true)) {
            delay.accept(this::tellMissed);
        }
    }

    /** What is missed from here on needs another call: a listener may already have read what it is about. */
    private void tellMissed() {
        pending.set(false);
        byKind.values().forEach(listeners -> listeners.forEach(ControlListeners::tellMissed));
    }

    private static void tellMissed(ControlListener listener) {
        try {
            listener.missed();
        } catch (RuntimeException e) {
            LOG.errorf(e, "log.control.failed kind=%s", listener.kind());
        }
    }
}
