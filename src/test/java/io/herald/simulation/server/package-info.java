/**
 * A model of Redis for the simulation: its keys, the commands that the log uses, and the scripts as plain Java. A
 * differential test keeps the model equal to the scripts on a real Redis.
 */
@NullMarked
package io.herald.simulation.server;

import org.jspecify.annotations.NullMarked;
