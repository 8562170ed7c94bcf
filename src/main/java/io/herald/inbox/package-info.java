/**
 * The inbox of a user: reads its pages and changes the state of its items. The schema and its functions are in
 * {@code db/migration}.
 */
@NullMarked
package io.herald.inbox;

import org.jspecify.annotations.NullMarked;
