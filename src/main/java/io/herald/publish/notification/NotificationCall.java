package io.herald.publish.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The call that publishes one notification, on some log. */
@FunctionalInterface
public interface NotificationCall {

    /**
     * @param key the idempotency key
     * @param type the content type
     */
    Uni<byte[]> publish(@Nullable String key, @Nullable String type, RoutingContext routing);
}
