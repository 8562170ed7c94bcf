/**
 * The event log on Redis Streams: appending, reading histories, and following the tail. The only room that knows Redis'
 * streams; everything a client ever receives has come through it.
 */
@NullMarked
package io.herald.log;

import org.jspecify.annotations.NullMarked;
