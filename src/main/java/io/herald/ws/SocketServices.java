package io.herald.ws;

import io.herald.hub.StreamConfig;
import io.herald.limits.RateLimiter;
import io.herald.loop.FailureLogger;
import io.herald.ws.command.CommandRequestReader;
import io.herald.ws.command.Commands;
import java.util.function.Supplier;

/**
 * The settings and services that all sockets of an instance share.
 *
 * @param messageRates creates the limiter of a socket's messages
 * @param failures logs the commands that fail unexpectedly
 */
record SocketServices(
        SocketConfig config,
        StreamConfig streams,
        Supplier<RateLimiter> messageRates,
        CommandRequestReader reader,
        Commands commands,
        SocketWatchdog watchdog,
        SocketLogger logger,
        FailureLogger failures) {}
