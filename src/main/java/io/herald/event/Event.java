package io.herald.event;

import java.util.List;

/**
 * One entry of the log as it comes out of it.
 *
 * @param channels where it happened; several where one notification went to many users
 * @param body everything of the envelope behind the event's name, encoded once by the instance that accepted it
 */
public record Event(
        int partition, EventId id, List<Channel> channels, String name, byte[] body, EventAttributes eventAttributes) {

    public boolean isEphemeral() {
        return eventAttributes.ephemeral();
    }

    public boolean isExpired(long now) {
        return eventAttributes.expiresAt() <= now;
    }

    public Event withBody(byte[] other) {
        return new Event(partition, id, channels, name, other, eventAttributes);
    }

    public int size() {
        return body.length + name.length();
    }
}
