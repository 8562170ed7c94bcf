/** Measures the hub: counters of the shards, delivery latency, and traces. */
@NullMarked
package io.herald.hub.telemetry;

import org.jspecify.annotations.NullMarked;
