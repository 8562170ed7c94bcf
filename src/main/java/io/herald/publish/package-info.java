/** What the calls that publish share: the time and size limits of a call, and the header of the idempotency key. */
@NullMarked
package io.herald.publish;

import org.jspecify.annotations.NullMarked;
