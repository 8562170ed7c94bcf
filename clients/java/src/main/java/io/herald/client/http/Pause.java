package io.herald.client.http;

import java.time.Duration;

/** Waits between two attempts. */
@FunctionalInterface
public interface Pause {

    /** Sleeps. */
    Pause SLEEP = delay -> Thread.sleep(delay.toMillis());

    void await(Duration delay) throws InterruptedException;
}
