package io.herald.log;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.inject.Singleton;

/** Lets an event carry on the trace of the call that sends it. Without one, or where it is not sampled, nothing is added. */
@Singleton
class LogTraces {

    /** In W3C's format: version, trace, span, and that it is sampled. */
    Append mark(Append event) {
        SpanContext current = Span.current().getSpanContext();
        return current.isSampled()
                ? event.with(event.traits().trace("00-" + current.getTraceId() + "-" + current.getSpanId() + "-01"))
                : event;
    }
}
