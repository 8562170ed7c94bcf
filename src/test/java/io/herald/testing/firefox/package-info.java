/** A headless Firefox and its push service: the parts of Web Push that Chromium has only with the servers of its vendor. */
@NullMarked
package io.herald.testing.firefox;

import org.jspecify.annotations.NullMarked;
