package io.herald.event;

import java.util.List;

/**
 * One entry of the log, as it was read.
 *
 * @param channels the channels that it was appended to; several for a notification to several users
 * @param body the part of the envelope after the event name, encoded once by the instance that accepted the event
 */
public record Event(
        int partition, EventId id, List<Channel> channels, String name, byte[] body, EventAttributes eventAttributes) {

    public boolean isEphemeral() {
        return eventAttributes.ephemeral();
    }

    public boolean isExpired(long nowMillis) {
        return eventAttributes.expiresAt() <= nowMillis;
    }

    public Event withBody(byte[] other) {
        return new Event(partition, id, channels, name, other, eventAttributes);
    }

    /** Returns the number of bytes of the body and of the name, which is ASCII. */
    public int sizeInBytes() {
        return body.length + name.length();
    }
}
