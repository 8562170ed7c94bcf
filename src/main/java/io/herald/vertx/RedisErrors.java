package io.herald.vertx;

import io.vertx.redis.client.impl.types.ErrorType;

/** The failures of the Redis client. */
public final class RedisErrors {

    private RedisErrors() {}

    /** Whether Redis replied with this error. The client reports a broken connection as one too, with the text of its own. */
    public static boolean isReply(Throwable failure) {
        return failure instanceof ErrorType;
    }
}
