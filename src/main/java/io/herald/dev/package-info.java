/**
 * Embedded servers and demo tokens, for development and tests. No other package uses this one, and no packaged build
 * contains it.
 */
@org.jspecify.annotations.NullMarked
package io.herald.dev;
