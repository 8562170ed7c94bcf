/**
 * Simulates instances of the service on one thread, in virtual time: the classes that decide what is delivered run against a
 * model of Redis and of PostgreSQL, with clients and faults that a seed decides. {@code docs/simulation.md} describes it.
 */
@NullMarked
package io.herald.simulation;

import org.jspecify.annotations.NullMarked;
