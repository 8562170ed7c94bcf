/** The publish API. Validates notifications and events, assigns ids, applies idempotency keys, and appends to the log. */
@NullMarked
package io.herald.publish;

import org.jspecify.annotations.NullMarked;
