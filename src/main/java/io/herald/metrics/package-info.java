/** Registers the metrics of objects that exist several times in an instance, told apart by a label. */
@NullMarked
package io.herald.metrics;

import org.jspecify.annotations.NullMarked;
