package io.herald.log;

/**
 * A CDI event: the first server that a tail reader reaches does not meet the requirements of the log, such as
 * {@code maxmemory-policy noeviction}. Fired on an event loop; observers must not block.
 */
public record UnsuitableRedis(String reason) {}
