/**
 * The catalogue of outcomes: everything that can go wrong for a caller, told the same way over every transport. Knows no other room.
 */
@NullMarked
package io.herald.problem;

import org.jspecify.annotations.NullMarked;
