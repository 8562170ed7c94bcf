/**
 * The port to the event log: what callers append, read and follow, and what an implementation owes them. It knows
 * no Redis.
 */
@NullMarked
package io.herald.log;

import org.jspecify.annotations.NullMarked;
