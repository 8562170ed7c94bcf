/** Runs scheduled tasks when they are due, each on one instance. */
@NullMarked
package io.herald.redis.schedule;

import org.jspecify.annotations.NullMarked;
