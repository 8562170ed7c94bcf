package io.herald.log;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Hands hints to those whom they concern. */
final class ControlListeners {

    private static final Logger LOG = Logger.getLogger(ControlListeners.class);

    private final Map<String, List<ControlListener>> byKind;

    ControlListeners(List<ControlListener> listeners) {
        byKind = listeners.stream().collect(Collectors.groupingBy(ControlListener::kind));
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

    void missed() {
        byKind.values().forEach(listeners -> listeners.forEach(ControlListener::missed));
    }
}
