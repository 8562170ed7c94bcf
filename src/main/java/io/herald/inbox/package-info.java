/**
 * The inbox: the notifications of each user and their state. A projection writes them from the log to PostgreSQL, and users
 * change their state. The schema and its functions are in {@code db/migration}.
 */
@NullMarked
package io.herald.inbox;

import org.jspecify.annotations.NullMarked;
