/**
 * Delivers the events of the log to the connections of this instance. A subscriber is a cursor over the log. A client that
 * is new, slow, reconnected, or from another instance is a cursor that is behind, and catches up from there.
 *
 * <p>Subscribers are sharded by event loop. Only its own loop touches a connection, its position and its writes.
 *
 * <p>This package is the facade, and composes the shards from the packages below it.
 */
@NullMarked
package io.herald.hub;

import org.jspecify.annotations.NullMarked;
