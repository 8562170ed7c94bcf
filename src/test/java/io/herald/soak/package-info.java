/** A run of hours with random faults: {@code bench/run soak}. */
@NullMarked
package io.herald.soak;

import org.jspecify.annotations.NullMarked;
