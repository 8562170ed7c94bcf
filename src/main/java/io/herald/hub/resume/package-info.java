/**
 * Resumes and catches up subscribers. It delivers stored events to subscribers that are behind: from the window in memory,
 * otherwise from the histories in the log.
 */
@NullMarked
package io.herald.hub.resume;

import org.jspecify.annotations.NullMarked;
