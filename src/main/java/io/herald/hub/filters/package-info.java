/**
 * Decides which events of a followed channel reach a subscriber: by the fields of the data, and by the preferences
 * of the user.
 */
@NullMarked
package io.herald.hub.filters;

import org.jspecify.annotations.NullMarked;
