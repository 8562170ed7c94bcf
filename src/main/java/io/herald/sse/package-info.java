/** The SSE transport. Each subscriber receives its events in an HTTP response that stays open, as {@code EventSource} expects. */
@NullMarked
package io.herald.sse;

import org.jspecify.annotations.NullMarked;
