/** The layout of the log in Redis: keys, partitions, and the fields of stream entries. */
@NullMarked
package io.herald.redis.layout;

import org.jspecify.annotations.NullMarked;
