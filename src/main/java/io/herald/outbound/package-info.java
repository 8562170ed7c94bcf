/** Requests to other services: one bounded POST, its outcome, and the wait that a response demands. */
@NullMarked
package io.herald.outbound;

import org.jspecify.annotations.NullMarked;
