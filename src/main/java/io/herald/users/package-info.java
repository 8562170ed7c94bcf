/** Disconnects users and revokes their tokens, on behalf of administrators. */
@NullMarked
package io.herald.users;

import org.jspecify.annotations.NullMarked;
