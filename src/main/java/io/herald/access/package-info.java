/** The caller of a request, and what other packages decide about callers: revocations and the room policy. */
@NullMarked
package io.herald.access;

import org.jspecify.annotations.NullMarked;
