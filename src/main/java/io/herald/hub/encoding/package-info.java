/**
 * Encodes events as frames. Each event is encoded once per frame format, and each sequence of events is combined into a
 * buffer once per format and event loop.
 */
@NullMarked
package io.herald.hub.encoding;

import org.jspecify.annotations.NullMarked;
