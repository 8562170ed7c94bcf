package io.herald.log;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Lets an event carry on the trace of the call that sends it. Without one, or where it is not sampled, nothing is added. */
@Singleton
public class LogTraces {

    /**
     * The trace that is current here, as events carry it; null for none. What comes later of a call, on the schedule or on
     * another event loop, has to be told: nothing is current there.
     */
    public @Nullable String current() {
        SpanContext current = Span.current().getSpanContext();
        // In W3C's format: version, trace, span, and that it is sampled.
        return current.isSampled() ? "00-" + current.getTraceId() + "-" + current.getSpanId() + "-01" : null;
    }

    public Append mark(Append event) {
        return event.eventAttributes().trace() == null ? event.traced(current()) : event;
    }
}
