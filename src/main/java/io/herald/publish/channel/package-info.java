/** Sends events and messages to a channel, revises messages, and reads the history of a channel. */
@NullMarked
package io.herald.publish.channel;

import org.jspecify.annotations.NullMarked;
