package io.herald.redis.tail;

import java.time.Duration;

/**
 * The tail of an instance that follows addressed tails.
 *
 * @param instance identifies the instance among all that have ever run
 * @param lease how long Redis stores the tail after the instance has stopped
 */
public record InstanceTail(String instance, Duration lease) {}
