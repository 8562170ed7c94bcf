/**
 * The event log on Redis Streams. This package assembles the classes of its subpackages and implements the ports that
 * need only a few commands.
 */
@NullMarked
package io.herald.redis;

import org.jspecify.annotations.NullMarked;
