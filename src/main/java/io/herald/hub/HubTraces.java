package io.herald.hub;

import io.herald.event.Event;
import io.herald.log.TailListener.Batch;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a publisher's trace: for each of its events one span an instance, from when the tail brought it to when it had
 * been written to all sockets that wanted it and took it. One for each subscriber would be the millions that traces cannot carry.
 */
@Singleton
class HubTraces implements DeliveryTraces {

    private static final TextMapGetter<String> PARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String parent) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String parent, String key) {
            return key.equals("traceparent") ? parent : null;
        }
    };

    private final Tracer tracer;

    HubTraces(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Runnable delivering(Batch batch, Runnable done) {
        List<Span> spans = new ArrayList<>(0);
        for (Event event : batch.events()) {
            if (event.traits().trace() != null) {
                spans.add(span(event, event.traits().trace()));
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
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), trace, PARENT);
        return tracer.spanBuilder("herald.deliver")
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("herald.event", event.name())
                .setAttribute("herald.event.id", event.id().toString())
                .startSpan();
    }
}
