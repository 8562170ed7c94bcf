/** Virtual time: a scheduler that runs the tasks of all event loops on one thread, in an order that a seed decides. */
@NullMarked
package io.herald.simulation.loop;

import org.jspecify.annotations.NullMarked;
