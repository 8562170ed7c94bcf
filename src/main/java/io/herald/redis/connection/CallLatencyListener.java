package io.herald.redis.connection;

/** Is told of each call of Redis that is not meant to wait there; on any thread. Must not block. */
public interface CallLatencyListener {

    void begun();

    /** @param ok whether there was an answer, be it a refusal of what was asked */
    void done(String operation, long nanos, boolean ok);
}
