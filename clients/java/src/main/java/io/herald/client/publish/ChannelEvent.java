package io.herald.client.publish;

import io.herald.client.json.JsonText;
import io.herald.client.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** An event with a name of the sender's choice, for the clients that follow a channel. Immutable. */
public final class ChannelEvent {

    private final Map<String, Object> fields;

    private ChannelEvent(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * Returns a durable event: it is stored in the log, and replayed to clients that return.
     *
     * @param name such as {@code metrics.cpu}
     * @param data maps, lists, text, numbers, booleans and nulls
     * @return the event
     * @throws IllegalArgumentException if the data has no JSON
     */
    public static ChannelEvent of(String name, Object data) {
        return ofJson(name, JsonWriter.write(data));
    }

    /**
     * Returns a durable event.
     *
     * @param name such as {@code metrics.cpu}
     * @param data a JSON value
     * @return the event
     * @throws IllegalArgumentException if the data is not JSON
     */
    public static ChannelEvent ofJson(String name, String data) {
        return new ChannelEvent(Map.of("event", name, "data", new JsonText(data)));
    }

    /**
     * Returns this event as one for the clients that are connected now, which is never replayed.
     *
     * @return the event
     */
    public ChannelEvent ephemeral() {
        return with("ephemeral", true);
    }

    /**
     * Returns this event as one that replaces older ones with the same key, for a client that is behind.
     *
     * @param key such as {@code cpu}
     * @return the event
     */
    public ChannelEvent conflate(String key) {
        return with("conflate", Objects.requireNonNull(key));
    }

    private ChannelEvent with(String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put(name, value);
        return new ChannelEvent(all);
    }

    /**
     * Returns whether the event is only for the clients that are connected now.
     *
     * @return false if it is durable
     */
    public boolean isEphemeral() {
        return fields.containsKey("ephemeral");
    }

    /**
     * Returns the event as the service accepts it.
     *
     * @return a JSON object
     */
    public String toJson() {
        return JsonWriter.write(fields);
    }
}
