/**
 * The notification preferences of a user: categories and quiet hours. The inbox stores them; publishing and the hub
 * apply them.
 */
@NullMarked
package io.herald.preferences;

import org.jspecify.annotations.NullMarked;
