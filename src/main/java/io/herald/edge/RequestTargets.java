package io.herald.edge;

import io.herald.problem.DocumentedPaths;
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
 * Refuses requests whose host or path two readers may understand differently, so that a proxy, the permission policy and
 * the routes always mean the same resource. Everything behind this filter reads {@link RoutingContext#normalizedPath}.
 */
@ApplicationScoped
class RequestTargets {

    /** Before everything that looks at the path. */
    private static final int BEFORE_SIZE = 450;

    private final DocumentedPaths paths;

    RequestTargets(DocumentedPaths paths) {
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

    /** RFC 9112, 3.2. Over HTTP/2, {@code :authority} takes its place. */
    private static boolean hasOneHost(HttpServerRequest request) {
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        return hosts == 1 || hosts == 0 && request.version() != HttpVersion.HTTP_1_1;
    }

    /** Matrix parameters: some readers match the path with them, and others without. No name contains a semicolon. */
    private static boolean hasParameters(String path) {
        return path.indexOf(';') >= 0;
    }

    /**
     * Whether characters that need no encoding (RFC 3986, 2.3) are encoded where a segment is fixed or changes the number of
     * segments. Clients may encode them in names of users and rooms.
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
