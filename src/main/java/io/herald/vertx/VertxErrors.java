package io.herald.vertx;

import io.vertx.core.impl.NoStackTraceThrowable;
import org.jspecify.annotations.Nullable;

/** Classifies failures that Vert.x creates itself. */
public final class VertxErrors {

    private VertxErrors() {}

    /**
     * Whether Vert.x or one of its clients failed a future with a text only, as for a closed connection or a full pool.
     */
    public static boolean isMessageOnly(@Nullable Throwable failure) {
        return failure instanceof NoStackTraceThrowable;
    }
}
