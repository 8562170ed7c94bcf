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
 * The end of a publisher's trace: for each of its events one span an instance, from when the tail brought it to when it had
 * been written to all sockets that wanted it and took it. One for each subscriber would be the millions that traces cannot carry.
 */
@Singleton
class HubTraces implements DeliveryTracer {

    /** Where the parts of a {@code traceparent} are. */
    private static final int TRACE = 3;

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
