/** The EventSource transport: the hub's subscribers over long HTTP responses. */
@NullMarked
package io.herald.sse;

import org.jspecify.annotations.NullMarked;
