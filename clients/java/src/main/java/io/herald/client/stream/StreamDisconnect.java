package io.herald.client.stream;

import java.time.Duration;

/**
 * A lost or refused connection.
 *
 * @param reason such as {@code evicted} if the user has too many connections, or what failed
 * @param retryIn the time until the next attempt
 */
public record StreamDisconnect(String reason, Duration retryIn) {}
