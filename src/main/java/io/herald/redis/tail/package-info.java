/** Follows the tails: one reader for each partition delivers events and control messages in order. */
@NullMarked
package io.herald.redis.tail;

import org.jspecify.annotations.NullMarked;
