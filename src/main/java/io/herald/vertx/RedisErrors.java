package io.herald.vertx;

import io.vertx.redis.client.impl.types.ErrorType;

/** Classifies failures of the Redis client. */
public final class RedisErrors {

    private RedisErrors() {}

    /**
     * Whether the failure is an error reply of Redis. The client also reports a broken connection in this form, with a
     * text of its own, {@code CONNECTION_CLOSED}.
     */
    public static boolean isErrorReply(Throwable failure) {
        return failure instanceof ErrorType;
    }
}
