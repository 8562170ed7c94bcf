/**
 * Defines the port to the event log: its operations for callers, and the contract for implementations. It does not depend on
 * Redis.
 */
@NullMarked
package io.herald.log;

import org.jspecify.annotations.NullMarked;
