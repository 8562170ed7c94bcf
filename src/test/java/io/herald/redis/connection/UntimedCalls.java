package io.herald.redis.connection;

/** Nobody looks at how long calls take. */
public final class UntimedCalls implements CallLatencyListener {

    @Override
    public void started() {}

    @Override
    public void completed(String operation, long nanos, boolean ok) {}
}
