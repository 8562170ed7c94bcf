package io.herald.sse;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.Hub;
import io.herald.hub.StreamConfig;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.problem.VertxProblems;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;

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
            Caller caller = Caller.of(routing);
            StreamQuery query = StreamQuery.of(routing.request(), hub.cursors());
            query.rooms().stream().filter(room -> !caller.mayJoin(room)).findFirst().ifPresent(room -> {
                throw Problem.forbidden("You may not join the room " + room + ".").asException();
            });
            serve(routing, caller, query);
        } catch (ProblemException refused) {
            VertxProblems.send(routing, refused.problem());
        }
    }

    private void serve(RoutingContext routing, Caller caller, StreamQuery query) {
        Stream stream = new Stream(config, query.rooms());
        stream.open(wire(routing, stream));
        if (!hub.isAvailable()) {
            stream.refuse("log");
            return;
        }
        List<Channel> channels = new ArrayList<>();
        channels.add(Channel.user(caller.user()));
        channels.add(Channel.EVERYONE);
        query.rooms().forEach(room -> channels.add(Channel.room(room)));
        stream.subscribed(hub.subscribe(stream, channels, query.start()));
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
