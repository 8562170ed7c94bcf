/** Metrics of the process and of its HTTP server. The metrics of a feature are in the package of the feature. */
@NullMarked
package io.herald.ops.metrics;

import org.jspecify.annotations.NullMarked;
