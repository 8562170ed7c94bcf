/**
 * Connections to Redis: to one server, through Sentinel, or to the masters of a cluster. Reconnects with a backoff, detects
 * dead connections, and pipelines commands and scripts.
 */
@NullMarked
package io.herald.redis.connection;

import org.jspecify.annotations.NullMarked;
