package io.herald.edge;

import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.herald.vertx.ClosingConnection;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/**
 * Rejects request lines and headers that are too long with a problem document. The limits of the decoder are twice as
 * high, because what the decoder rejects never becomes a request: the server then answers a bare 414 or 431, or 400 for
 * input that is unreadable.
 */
@ApplicationScoped
class RequestSizeLimit {

    /**
     * Runs before CORS, authentication and the routes. Only other filters of this package run earlier:
     * {@link ChunkedRequestGuard}, {@link RequestTimeouts} and {@link AmbiguousRequestGuard}.
     */
    private static final int FIRST = 400;

    private final Limits limits;
    private final long mostOfTheLine;
    private final long mostOfTheHeaders;

    RequestSizeLimit(LimitsConfig config, Limits limits) {
        this.limits = limits;
        this.mostOfTheLine = config.requestLine().asLongValue();
        this.mostOfTheHeaders = config.headers().asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.uri().length() > mostOfTheLine) {
            refuse(
                    context,
                    LimitType.REQUEST_LINE,
                    Problem.of(414, "The URL may have at most " + mostOfTheLine + " bytes."));
        } else if (size(request) > mostOfTheHeaders) {
            String detail = "The headers may have at most " + mostOfTheHeaders + " bytes in total.";
            refuse(context, LimitType.HEADERS, Problem.of(431, detail));
        } else {
            context.next();
        }
    }

    private static long size(HttpServerRequest request) {
        long size = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            size += header.getKey().length() + header.getValue().length() + 4;
        }
        return size;
    }

    /**
     * Rejects the request and closes the connection: a client that sends such requests is not worth serving further.
     */
    private void refuse(RoutingContext context, LimitType limitType, Problem problem) {
        limits.countHit(limitType);
        ClosingConnection.announce(context.request());
        context.addEndHandler(sent -> context.request().connection().close());
        VertxProblems.send(context, problem);
    }
}
