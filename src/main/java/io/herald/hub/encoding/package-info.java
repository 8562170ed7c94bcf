/**
 * Encodes events as frames. Each event is encoded once per frame format, and each sequence of events once per
 * event loop.
 */
@NullMarked
package io.herald.hub.encoding;

import org.jspecify.annotations.NullMarked;
