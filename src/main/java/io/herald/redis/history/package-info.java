/** Reads the histories of channels, merges them by id, and computes which events are missing. */
@NullMarked
package io.herald.redis.history;

import org.jspecify.annotations.NullMarked;
