/** Drains the instance after SIGTERM: no new connections, clients sent away over a window, calls in progress completed. */
@NullMarked
package io.herald.ops.drain;

import org.jspecify.annotations.NullMarked;
