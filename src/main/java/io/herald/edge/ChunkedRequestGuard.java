package io.herald.edge;

import io.herald.vertx.Connections;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * A request in chunks is the last one of its connection. If it has a length too, whoever is in front of us may have gone by
 * that, and what we take for the next request was part of this one. It cannot be refused: Netty takes the length away before
 * anybody sees it. But nothing that comes behind is answered (RFC 9112, 6.1).
 */
@ApplicationScoped
class ChunkedRequestGuard {

    private static final int BEFORE_ALL_OTHERS = 600;
    private static final AttributeKey<Boolean> LAST = AttributeKey.valueOf("herald.last-request");

    void register(@Observes Filters filters) {
        filters.register(this::handle, BEFORE_ALL_OTHERS);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Attribute<Boolean> last = Connections.channel(request).attr(LAST);
        if (last.get() != null) {
            request.connection().close();
            return;
        }
        if (request.headers().contains("Transfer-Encoding")) {
            last.set(Boolean.TRUE);
            context.response().putHeader("Connection", "close");
            context.addEndHandler(sent -> {
                // After a failure the answer is still to come, and the connection closes by itself.
                if (sent.succeeded()) {
                    request.connection().close();
                }
            });
        }
        context.next();
    }
}
