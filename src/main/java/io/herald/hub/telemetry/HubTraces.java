package io.herald.hub.telemetry;

import io.herald.event.Event;
import io.herald.log.TailListener.Batch;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the last span to a publisher's trace: one for each traced event and instance. The span lasts from the arrival of the
 * batch until the event has been written to all followers whose sockets accept it. A span for each subscriber would be
 * millions, which no tracing backend can store.
 */
@Singleton
class HubTraces implements DeliveryTracer {

    /** Offset of the trace id in a {@code traceparent}. */
    private static final int TRACE = 3;

    /** Offset of the span id, after the trace id and a hyphen. */
    private static final int SPAN = TRACE + TraceId.getLength() + 1;

    private final Tracer tracer;

    HubTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Runnable delivering(Batch batch, Runnable done) {
        List<Span> spans = new ArrayList<>(0);
        for (Event event : batch.events()) {
            if (event.eventAttributes().trace() != null) {
                spans.add(span(event, event.eventAttributes().trace()));
            }
        }
        return spans.isEmpty()
                ? done
                : () -> {
                    spans.forEach(Span::end);
                    done.run();
                };
    }

    private Span span(Event event, String trace) {
        SpanContext parent = SpanContext.createFromRemoteParent(
                trace.substring(TRACE, TRACE + TraceId.getLength()),
                trace.substring(SPAN, SPAN + SpanId.getLength()),
                TraceFlags.getSampled(),
                TraceState.getDefault());
        return tracer.spanBuilder("herald.deliver")
                .setParent(Context.root().with(Span.wrap(parent)))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("herald.event", event.name())
                .setAttribute("herald.event.id", event.id().toString())
                .startSpan();
    }
}
