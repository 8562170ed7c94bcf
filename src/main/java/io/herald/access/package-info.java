/**
 * Authenticates callers with tokens and tickets, and defines what other packages decide: revocations and the room
 * policy.
 */
@NullMarked
package io.herald.access;

import org.jspecify.annotations.NullMarked;
