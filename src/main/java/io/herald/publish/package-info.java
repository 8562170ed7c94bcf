/** What other services send: it is checked, given an id, and appended to the log. */
@NullMarked
package io.herald.publish;

import org.jspecify.annotations.NullMarked;
