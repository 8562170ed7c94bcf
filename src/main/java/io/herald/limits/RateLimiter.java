package io.herald.limits;

/** An allowance of operations per second. */
@FunctionalInterface
public interface RateLimiter {

    /** Takes one operation from the allowance; false, and counted by the metric of the limit, if there is none left. */
    boolean tryAcquire();
}
