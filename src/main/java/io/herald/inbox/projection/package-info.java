/** Writes the notifications of the work queue to the inboxes in PostgreSQL, and finds those that it has not written yet. */
@NullMarked
package io.herald.inbox.projection;

import org.jspecify.annotations.NullMarked;
