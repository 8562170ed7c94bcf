/**
 * The connections of this instance, and how far each has got. A subscriber is a cursor over the log. A client that is new,
 * slow, back after a cut or from another instance is a cursor that is behind, and reads on from there.
 *
 * <p>Subscribers are split by event loop. Only its own loop touches a connection, its position and its writes.
 *
 * <p>This package is the facade and composes the shards of the packages below it.
 */
@NullMarked
package io.herald.hub;

import org.jspecify.annotations.NullMarked;
