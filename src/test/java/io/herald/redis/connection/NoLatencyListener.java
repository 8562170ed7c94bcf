package io.herald.redis.connection;

/** Ignores the latency of calls. */
public final class NoLatencyListener implements CallLatencyListener {

    @Override
    public void started() {}

    @Override
    public void completed(String operation, long nanos, boolean ok) {}
}
