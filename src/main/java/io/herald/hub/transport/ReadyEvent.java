package io.herald.hub.transport;

/**
 * The first thing a subscriber is told.
 *
 * @param recovered whether nothing after its cursor is missing
 * @param cursor the position that it goes on from
 */
public record ReadyEvent(boolean recovered, String cursor) {}
