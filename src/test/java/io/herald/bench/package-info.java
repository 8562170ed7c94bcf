/**
 * The benchmark: the packaged service and Redis on one core, one thread of load on another. {@code bench/run} starts it;
 * docs/benchmarks.md says what it measures and what was found.
 */
@org.jspecify.annotations.NullMarked
package io.herald.bench;
