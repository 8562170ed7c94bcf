/** Shares the work queues among all instances: one reader for each partition hands entries to the work handlers. */
@NullMarked
package io.herald.redis.work;

import org.jspecify.annotations.NullMarked;
