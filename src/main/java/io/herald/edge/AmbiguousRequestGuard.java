package io.herald.edge;

import io.herald.problem.OpenApiPaths;
import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Rejects requests whose host or path is ambiguous, so that a proxy, the permission policy and the routes always mean
 * the same resource. Everything behind this filter reads {@link RoutingContext#normalizedPath}.
 */
@ApplicationScoped
class AmbiguousRequestGuard {

    /** Runs before every handler that evaluates the path, and before {@link RequestSizeLimit}. */
    private static final int BEFORE_SIZE = 450;

    private final OpenApiPaths paths;

    AmbiguousRequestGuard(OpenApiPaths paths) {
        this.paths = paths;
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, BEFORE_SIZE);
    }

    private void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!hasOneHost(request)) {
            refuse(routing, "Send exactly one Host header.");
        } else if (hasParameters(request.path()) || hidesSegments(request.path(), routing.normalizedPath())) {
            refuse(routing, "Send the path without ';' and without percent-encoded letters in its fixed segments.");
        } else {
            routing.next();
        }
    }

    private static void refuse(RoutingContext routing, String detail) {
        VertxProblems.send(routing, Problem.malformed(detail));
    }

    /** Returns whether the host is unambiguous (RFC 9112, 3.2). Over HTTP/2, {@code :authority} replaces the header. */
    private static boolean hasOneHost(HttpServerRequest request) {
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        return hosts == 1 || hosts == 0 && request.version() != HttpVersion.HTTP_1_1;
    }

    /**
     * Returns whether the path has matrix parameters. Some servers match the path with them, others without. No valid
     * name contains a semicolon.
     */
    private static boolean hasParameters(String path) {
        return path.indexOf(';') >= 0;
    }

    /**
     * Returns whether the path encodes characters that need no encoding (RFC 3986, 2.3) in a fixed segment, or in a way
     * that changes the number of segments. Clients may encode such characters in the names of users and rooms.
     */
    private boolean hidesSegments(String path, String normalized) {
        if (path.indexOf('%') < 0 || path.equals(normalized)) {
            return false;
        }
        String[] sent = path.split("/", -1);
        String[] meant = normalized.split("/", -1);
        if (sent.length != meant.length) {
            return true;
        }
        for (int i = 0; i < sent.length; i++) {
            boolean isEncoded = sent[i].indexOf('%') >= 0 && !sent[i].equals(meant[i]);
            if (isEncoded && !paths.isVariable(normalized, i)) {
                return true;
            }
        }
        return false;
    }
}
