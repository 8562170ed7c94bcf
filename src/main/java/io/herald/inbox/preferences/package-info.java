/** Stores the notification preferences of users. */
@NullMarked
package io.herald.inbox.preferences;

import org.jspecify.annotations.NullMarked;
