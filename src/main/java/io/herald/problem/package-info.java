/**
 * The catalogue of problems: everything that can fail for a caller, reported in the same way by every transport. Depends on
 * no feature package.
 */
@NullMarked
package io.herald.problem;

import org.jspecify.annotations.NullMarked;
