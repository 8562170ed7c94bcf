package io.herald.log;

import io.herald.event.Channel;

/**
 * A hint from one instance to all, including itself, that some state has changed. It is an entry of the tail, in order with
 * the events, and may be lost. The source of truth is PostgreSQL or Redis, which the instances also read periodically.
 *
 * @param kind selects the {@link ControlListener}
 * @param about the user or room whose state has changed
 * @param detail further information for the listener, a few words
 */
public record ControlMessage(String kind, Channel about, String detail) {}
