/** Compiles the hot path of an instance that joins others, before it becomes ready. */
@NullMarked
package io.herald.ops.warmup;

import org.jspecify.annotations.NullMarked;
