package io.herald.redis.connection;

/** Nobody looks at how long calls take. */
public final class UntimedCalls implements CallLatencyListener {

    @Override
    public void begun() {}

    @Override
    public void done(String operation, long nanos, boolean ok) {}
}
