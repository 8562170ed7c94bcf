package io.herald.inbox;

/**
 * The result of a change of an inbox.
 *
 * @param unread the number of the user's unread items
 * @param version increases with each change of the user's items
 */
public record InboxChange(long unread, long version) {}
