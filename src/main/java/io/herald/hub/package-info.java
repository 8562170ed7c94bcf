/**
 * Who is connected to this instance, and how far each has got. A subscriber is a cursor over the log: being new, slow,
 * back after a cut or come from another instance are all a cursor that is behind, and all are served by reading on.
 *
 * <p>Split by event loop: a connection, its position and its writes are touched by its own loop alone.
 */
@NullMarked
package io.herald.hub;

import org.jspecify.annotations.NullMarked;
