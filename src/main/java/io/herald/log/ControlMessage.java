package io.herald.log;

import io.herald.event.Channel;

/**
 * A hint from one instance to all, itself included: "look again at …". It travels in the tail, in order with the events,
 * and may be lost like any message; the truth is in PostgreSQL or Redis, and is looked at now and then anyway.
 *
 * @param kind which {@link ControlListener} it is for
 * @param about whose or which room's state has changed
 * @param detail what more there is to say, a few words
 */
public record ControlMessage(String kind, Channel about, String detail) {}
