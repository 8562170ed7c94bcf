package io.herald.client.publish;

import io.herald.client.json.JsonText;
import io.herald.client.json.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Builds a notification. */
public final class NotificationBuilder {

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private String idempotencyKey;

    NotificationBuilder(Map<String, ?> to) {
        fields.put("to", to);
        type(Notification.Type.INFO);
    }

    /**
     * Sets how clients present the notification.
     *
     * @param type {@link Notification.Type#INFO} by default
     * @return this
     */
    public NotificationBuilder type(Notification.Type type) {
        return field("type", type.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Sets the title, which is required.
     *
     * @param title up to 500 characters
     * @return this
     */
    public NotificationBuilder title(String title) {
        return field("title", title);
    }

    /**
     * Sets the text below the title.
     *
     * @param body up to 10,000 characters
     * @return this
     */
    public NotificationBuilder body(String body) {
        return field("body", body);
    }

    /**
     * Sets the name to which the preferences of users refer.
     *
     * @param category such as {@code orders}
     * @return this
     */
    public NotificationBuilder category(String category) {
        return field("category", category);
    }

    /**
     * Makes the notification override all preferences.
     *
     * @return this
     */
    public NotificationBuilder critical() {
        return field("critical", true);
    }

    /**
     * Sets what opens when the user clicks.
     *
     * @param link an https or http address or a path
     * @return this
     */
    public NotificationBuilder link(String link) {
        return field("link", link);
    }

    /**
     * Sets further fields for the client.
     *
     * @param data maps, lists, text, numbers, booleans and nulls
     * @return this
     * @throws IllegalArgumentException if the data has no JSON
     */
    public NotificationBuilder data(Map<String, ?> data) {
        return dataJson(JsonWriter.write(data));
    }

    /**
     * Sets further fields for the client.
     *
     * @param object a JSON object
     * @return this
     * @throws IllegalArgumentException if the text is not JSON
     */
    public NotificationBuilder dataJson(String object) {
        return field("data", new JsonText(object));
    }

    /**
     * Sets the time after which inboxes and replays no longer contain the notification.
     *
     * @param ttl up to a year
     * @return this
     */
    public NotificationBuilder ttl(Duration ttl) {
        return field("ttl", ttl);
    }

    /**
     * Schedules the notification.
     *
     * @param time the earliest time of delivery, up to a year ahead
     * @return this
     */
    public NotificationBuilder deliverAt(Instant time) {
        return field("deliverAt", time);
    }

    /**
     * Makes the notification replace older ones of this sender with the same key.
     *
     * @param key such as {@code order-4711}
     * @return this
     */
    public NotificationBuilder collapseKey(String key) {
        return field("collapseKey", key);
    }

    /**
     * Calls a webhook if nobody reads the notification in time.
     *
     * @param after the time from its delivery
     * @param webhook the name of a webhook in the configuration of the service
     * @return this
     */
    public NotificationBuilder escalate(Duration after, String webhook) {
        return field("escalate", Map.of("after", after, "webhook", webhook));
    }

    /**
     * Sets the idempotency key.
     *
     * @param key 1 to 255 printable ASCII characters, for example {@code order-4711-shipped}
     * @return this
     */
    public NotificationBuilder idempotencyKey(String key) {
        idempotencyKey = Objects.requireNonNull(key);
        return this;
    }

    private NotificationBuilder field(String name, Object value) {
        fields.put(name, Objects.requireNonNull(value, name));
        return this;
    }

    /**
     * Builds the notification.
     *
     * @return the notification
     */
    public Notification build() {
        return new Notification(new LinkedHashMap<>(fields), idempotencyKey);
    }
}
