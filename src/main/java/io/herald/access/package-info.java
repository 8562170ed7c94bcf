/**
 * Authenticates callers and decides what they may do: credentials, tokens, tickets, revocations and the policy of rooms.
 */
@NullMarked
package io.herald.access;

import org.jspecify.annotations.NullMarked;
