package io.herald.push.queue;

import java.time.Duration;

/**
 * A push service to which pushes are due.
 *
 * @param late how long the oldest of them has been due
 */
public record DueOrigin(String origin, Duration late) {}
