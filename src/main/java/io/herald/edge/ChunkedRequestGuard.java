package io.herald.edge;

import io.herald.vertx.ClosingConnection;
import io.herald.vertx.NettyChannels;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Prevents request smuggling: a chunked request is the last one that a connection serves (RFC 9112, 6.1). If the
 * request has a Content-Length too, a proxy may have used that length. The next request that the service parses would
 * then be a part of this one for the proxy. The service cannot reject such a request, because Netty removes the
 * Content-Length before any handler sees it. Instead, it answers no later request of the connection.
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
        Attribute<Boolean> last = NettyChannels.channel(request).attr(LAST);
        if (last.get() != null) {
            request.connection().close();
            return;
        }
        if (request.headers().contains("Transfer-Encoding")) {
            last.set(Boolean.TRUE);
            ClosingConnection.announce(request);
            context.addEndHandler(sent -> {
                // After a failure the response is still pending, and the connection closes by itself.
                if (sent.succeeded()) {
                    request.connection().close();
                }
            });
        }
        context.next();
    }
}
