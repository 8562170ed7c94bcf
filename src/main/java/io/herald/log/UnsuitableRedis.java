package io.herald.log;

/**
 * Sent when Redis, reached for the first time, turns out to be one on which the log would not keep its promises. Fired on
 * an event loop; observers must not block.
 */
public record UnsuitableRedis(String reason) {}
