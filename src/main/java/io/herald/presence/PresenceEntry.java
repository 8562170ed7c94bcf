package io.herald.presence;

/**
 * A user in a room, as one instance stores it.
 *
 * @param room {@link PresenceStore#EVERYWHERE} for all connections
 */
record PresenceEntry(String room, String user) {}
