/**
 * The benchmark: the packaged service and Redis on one core, the load generator on another. {@code bench/run} starts it;
 * docs/benchmarks.md describes the method and the results.
 */
@org.jspecify.annotations.NullMarked
package io.herald.bench;
