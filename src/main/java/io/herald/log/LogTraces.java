package io.herald.log;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Adds the trace of the current call to its events. Adds nothing if there is no trace, or if it is not sampled. */
@Singleton
public class LogTraces {

    /**
     * Returns the current trace as a W3C {@code traceparent}; null for none. The context does not follow a call to the schedule
     * or to another event loop: pass the result there explicitly.
     */
    public @Nullable String current() {
        SpanContext current = Span.current().getSpanContext();
        // The W3C format: version, trace id, span id, flags (sampled).
        return current.isSampled() ? "00-" + current.getTraceId() + "-" + current.getSpanId() + "-01" : null;
    }

    public Append mark(Append event) {
        return event.eventAttributes().trace() == null ? event.traced(current()) : event;
    }
}
