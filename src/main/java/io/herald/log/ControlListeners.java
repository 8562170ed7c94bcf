package io.herald.log;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Hands hints to those whom they concern. */
final class ControlListeners {

    private static final Logger LOG = Logger.getLogger(ControlListeners.class);

    private final Map<String, ControlListener> byKind;

    ControlListeners(List<ControlListener> listeners) {
        byKind = listeners.stream().collect(Collectors.toMap(ControlListener::kind, Function.identity()));
    }

    void heard(Control control) {
        ControlListener listener = byKind.get(control.kind());
        if (listener == null) {
            LOG.debugf("log.control.unknown kind=%s", control.kind());
            return;
        }
        try {
            listener.heard(control);
        } catch (RuntimeException e) {
            LOG.errorf(e, "log.control.failed kind=%s", control.kind());
        }
    }

    void missed() {
        byKind.values().forEach(ControlListener::missed);
    }
}
