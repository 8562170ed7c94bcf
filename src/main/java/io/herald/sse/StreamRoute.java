package io.herald.sse;

import io.herald.access.Caller;
import io.herald.hub.Hub;
import io.herald.hub.Listening;
import io.herald.hub.Start;
import io.herald.hub.StreamConfig;
import io.herald.hub.StreamQuery;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.problem.VertxProblems;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /api/v1/stream}. A plain route: the response is bytes that outlive the request, not an entity. */
@ApplicationScoped
class StreamRoute {

    private static final String PATH = "/api/v1/stream";

    private final Hub hub;
    private final StreamConfig config;

    StreamRoute(Hub hub, StreamConfig config) {
        this.hub = hub;
        this.config = config;
    }

    void register(@Observes Router router) {
        router.get(PATH).handler(this::open);
        router.route(PATH).handler(routing -> {
            routing.response().putHeader("Allow", "GET");
            VertxProblems.send(routing, Problem.methodNotAllowed());
        });
    }

    private void open(RoutingContext routing) {
        try {
            StreamQuery query = StreamQuery.of(routing.request(), hub.cursors());
            serve(routing, Listening.of(Caller.of(routing), query), query.start());
        } catch (ProblemException refused) {
            VertxProblems.send(routing, refused.problem());
        }
    }

    private void serve(RoutingContext routing, Listening listening, Start start) {
        Stream stream = new Stream(config, listening.rooms());
        stream.open(wire(routing, stream));
        if (hub.isAvailable()) {
            stream.subscribed(hub.subscribe(stream, listening.channels(), start));
        } else {
            stream.refuse("log");
        }
    }

    private static Wire wire(RoutingContext routing, Stream stream) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = routing.response();
        response.putHeader("Content-Type", "text/event-stream");
        response.putHeader("Cache-Control", "no-store");
        response.putHeader("X-Accel-Buffering", "no");
        return TakenOverWire.canTakeOver(request)
                ? TakenOverWire.takeOver(request, response, stream)
                : ResponseWire.open(request, response, stream);
    }
}
