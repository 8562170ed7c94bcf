/** Embedded servers and demo tokens, for development and tests. No other room sees this one, and no packaged build holds it. */
@org.jspecify.annotations.NullMarked
package io.herald.dev;
