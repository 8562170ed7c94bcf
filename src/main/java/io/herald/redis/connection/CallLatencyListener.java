package io.herald.redis.connection;

/**
 * Receives the start and the end of each Redis call, except of calls that block in Redis on purpose. Called on any
 * thread. Must not block.
 */
public interface CallLatencyListener {

    CallLatencyListener NONE = new CallLatencyListener() {
        @Override
        public void started() {}

        @Override
        public void completed(String operation, long nanos, boolean ok) {}
    };

    void started();

    /** @param ok whether Redis replied, with a result or with an error */
    void completed(String operation, long nanos, boolean ok);
}
