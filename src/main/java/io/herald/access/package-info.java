/**
 * Who is calling and what they may do: one place that reads credentials, one that judges them, for every transport.
 */
@NullMarked
package io.herald.access;

import org.jspecify.annotations.NullMarked;
