package io.herald.redis.connection;

import org.jspecify.annotations.Nullable;

/** Tells over which connection a request was sent. */
public final class UsedConnection {

    private volatile @Nullable Object connection;

    void set(Object sentOn) {
        connection = sentOn;
    }

    /** Returns the connection of the last attempt, which has no meaning beyond its identity. Not null once the request is answered. */
    public Object get() {
        return connection;
    }
}
