/**
 * Encodes events as frames. An event of one channel is encoded once per frame format. A sequence of events is combined into
 * a buffer once per format and event loop.
 */
@NullMarked
package io.herald.hub.encoding;

import org.jspecify.annotations.NullMarked;
