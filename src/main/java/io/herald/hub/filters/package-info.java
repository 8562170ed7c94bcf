/**
 * Filters the events of the followed channels before delivery: by the fields of their data, and by the preferences of the
 * user.
 */
@NullMarked
package io.herald.hub.filters;

import org.jspecify.annotations.NullMarked;
