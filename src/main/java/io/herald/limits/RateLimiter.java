package io.herald.limits;

/** Limits operations to a number per second. */
@FunctionalInterface
public interface RateLimiter {

    /** Takes one operation from the bucket. Returns false, and counts the hit, if the bucket is empty. */
    boolean tryAcquire();
}
