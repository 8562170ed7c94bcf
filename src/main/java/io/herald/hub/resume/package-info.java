/**
 * Delivers stored events to subscribers that are behind: from the window in memory, else from the histories in the
 * log.
 */
@NullMarked
package io.herald.hub.resume;

import org.jspecify.annotations.NullMarked;
