package io.herald.client.stream;

import io.herald.client.json.JsonReader;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An event of a stream.
 *
 * @param id identifies the event over all transports, replays and instances; absent if the event is ephemeral
 * @param channel {@code user:<id>}, {@code room:<name>} or {@code everyone}
 * @param name such as {@code notification}
 * @param time when the service accepted it
 * @param from the {@code sub} of the sender
 * @param data the data as JSON, as the sender supplied it
 */
public record ReceivedEvent(Optional<String> id, String channel, String name, Instant time, String from, String data) {

    /**
     * Returns whether the event has a name.
     *
     * @param other such as {@code notification}
     * @return whether it is the name of this event
     */
    public boolean is(String other) {
        return name.equals(other);
    }

    /**
     * Returns the data as an object. Whole numbers are {@link Long} if they fit, other numbers {@link java.math.BigDecimal}.
     *
     * @return empty if the data is not an object
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> fields() {
        return JsonReader.read(data) instanceof Map<?, ?> members ? (Map<String, Object>) members : Map.of();
    }

    /** The data may be personal, so it is left out. */
    @Override
    public String toString() {
        return "ReceivedEvent[" + name + " in " + channel + " from " + from + " at " + time + "]";
    }
}
