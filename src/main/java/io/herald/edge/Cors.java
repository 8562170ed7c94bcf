package io.herald.edge;

import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Allows pages of the allowed origins to read responses, with credentials (CORS). The filter of Quarkus is not used: it
 * accepts patterns as well, does not recognize the service's own origin behind a proxy that terminates TLS, and rejects
 * without a problem document.
 */
@ApplicationScoped
class Cors {
    /** Runs before authentication, because a preflight carries no credential. */
    private static final int BEFORE_AUTHENTICATION = 300;

    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final String HEADERS = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID";
    private static final String EXPOSED = "Retry-After, WWW-Authenticate";

    private final AllowedOrigins allowedOrigins;

    Cors(AllowedOrigins allowedOrigins) {
        this.allowedOrigins = allowedOrigins;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, BEFORE_AUTHENTICATION);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader("Origin");
        if (origin == null) {
            context.next();
            return;
        }
        boolean allowed = allowedOrigins.allows(request, origin);
        if (allowed) {
            MultiMap headers = context.response().headers();
            headers.set("Access-Control-Allow-Origin", origin);
            headers.set("Access-Control-Allow-Credentials", "true");
            headers.set("Access-Control-Expose-Headers", EXPOSED);
            headers.add("Vary", "Origin");
        }
        if (request.method() == HttpMethod.OPTIONS && request.headers().contains("Access-Control-Request-Method")) {
            preflight(context, allowed);
        } else {
            context.next();
        }
    }

    private static void preflight(RoutingContext context, boolean allowed) {
        if (!allowed) {
            VertxProblems.send(context, Problem.forbidden("Requests from this origin are not allowed."));
            return;
        }
        context.response()
                .putHeader("Access-Control-Allow-Methods", METHODS)
                .putHeader("Access-Control-Allow-Headers", HEADERS)
                .putHeader("Access-Control-Max-Age", "86400")
                .setStatusCode(204)
                .end();
    }
}
