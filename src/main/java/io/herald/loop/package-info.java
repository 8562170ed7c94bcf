/** Periodic tasks and isolation of faults on event loops, behind a port for time and execution. */
@NullMarked
package io.herald.loop;

import org.jspecify.annotations.NullMarked;
