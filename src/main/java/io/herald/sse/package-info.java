/** The SSE transport. Each subscriber is an HTTP response that stays open, for an {@code EventSource} or a similar client. */
@NullMarked
package io.herald.sse;

import org.jspecify.annotations.NullMarked;
