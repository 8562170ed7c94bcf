/** The pushes that wait in PostgreSQL: claims, outcomes, the pages of broadcasts, and the liveness of senders. */
@NullMarked
package io.herald.push.queue;

import org.jspecify.annotations.NullMarked;
