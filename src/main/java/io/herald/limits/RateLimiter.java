package io.herald.limits;

/** Limits operations to a number per second. */
@FunctionalInterface
public interface RateLimiter {

    /** Takes one operation from the allowance. Returns false, and counts the limit in its metric, if none is left. */
    boolean tryAcquire();
}
