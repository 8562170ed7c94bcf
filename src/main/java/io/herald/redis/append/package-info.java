/** Appends events: splits them into chunks by partition, coalesces them, and calls the append script. */
@NullMarked
package io.herald.redis.append;

import org.jspecify.annotations.NullMarked;
