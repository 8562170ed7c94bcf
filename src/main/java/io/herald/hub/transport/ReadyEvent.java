package io.herald.hub.transport;

/**
 * The first event of every subscription: the result of the resume.
 *
 * @param recovered whether no event after the client's cursor is missing
 * @param cursor the position from which the subscriber continues
 */
public record ReadyEvent(boolean recovered, String cursor) {}
