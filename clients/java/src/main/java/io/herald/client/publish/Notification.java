package io.herald.client.publish;

import io.herald.client.json.JsonText;
import io.herald.client.json.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A notification to people. The service checks the fields and reports all that are invalid. Immutable.
 *
 * <pre>{@code
 * Notification shipped = Notification.toUsers("alice")
 *         .type(Notification.Type.SUCCESS)
 *         .title("Your order is on its way")
 *         .link("/orders/4711")
 *         .build();
 * }</pre>
 */
public final class Notification {

    private final Map<String, Object> fields;
    private final String idempotencyKey;

    private Notification(Map<String, Object> fields, String idempotencyKey) {
        this.fields = fields;
        this.idempotencyKey = idempotencyKey;
    }

    /** How a client presents a notification. */
    public enum Type {
        /** Neutral. The default. */
        INFO,
        /** Something succeeded. */
        SUCCESS,
        /** Something needs attention. */
        WARNING,
        /** Something failed. */
        ERROR
    }

    /**
     * Starts a notification to users.
     *
     * @param users the {@code sub} of 1 to 10,000 users
     * @return the builder
     */
    public static Builder toUsers(String... users) {
        return toUsers(List.of(users));
    }

    /**
     * Starts a notification to users.
     *
     * @param users the {@code sub} of 1 to 10,000 users
     * @return the builder
     */
    public static Builder toUsers(Collection<String> users) {
        return new Builder(Map.of("users", List.copyOf(users)));
    }

    /**
     * Starts a notification to those who follow a room, and to the inboxes of its members.
     *
     * @param room the name of the room
     * @return the builder
     */
    public static Builder toRoom(String room) {
        return new Builder(Map.of("room", room));
    }

    /**
     * Starts a notification to everyone.
     *
     * @return the builder
     */
    public static Builder toEveryone() {
        return new Builder(Map.of("everyone", true));
    }

    /**
     * Returns the idempotency key. The service sends the notifications of a sender with the same key once within 24 hours.
     *
     * @return empty if the client creates a key for the call
     */
    public Optional<String> idempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /**
     * Returns this notification under another key.
     *
     * @param key 1 to 255 printable ASCII characters, for example {@code order-4711-shipped}
     * @return the notification
     */
    public Notification withIdempotencyKey(String key) {
        return new Notification(fields, Objects.requireNonNull(key));
    }

    /**
     * Returns the notification as the service accepts it, without the idempotency key. An outbox accepts the same.
     *
     * @return a JSON object
     */
    public String toJson() {
        return JsonWriter.write(fields);
    }

    /** The title and the body may be personal, so they are left out. */
    @Override
    public String toString() {
        return "Notification[to=" + fields.get("to") + ", idempotencyKey=" + idempotencyKey + "]";
    }

    /** Builds a notification. */
    public static final class Builder {

        private final Map<String, Object> fields = new LinkedHashMap<>();
        private String idempotencyKey;

        private Builder(Map<String, ?> to) {
            fields.put("to", to);
            type(Type.INFO);
        }

        /**
         * Sets how clients present the notification.
         *
         * @param type {@link Type#INFO} by default
         * @return this
         */
        public Builder type(Type type) {
            return field("type", type.name().toLowerCase(Locale.ROOT));
        }

        /**
         * Sets the title, which is required.
         *
         * @param title up to 500 characters
         * @return this
         */
        public Builder title(String title) {
            return field("title", title);
        }

        /**
         * Sets the text below the title.
         *
         * @param body up to 10,000 characters
         * @return this
         */
        public Builder body(String body) {
            return field("body", body);
        }

        /**
         * Sets the name to which the preferences of users refer.
         *
         * @param category such as {@code orders}
         * @return this
         */
        public Builder category(String category) {
            return field("category", category);
        }

        /**
         * Makes the notification override all preferences.
         *
         * @return this
         */
        public Builder critical() {
            return field("critical", true);
        }

        /**
         * Sets what opens when the user clicks.
         *
         * @param link an https or http address or a path
         * @return this
         */
        public Builder link(String link) {
            return field("link", link);
        }

        /**
         * Sets further fields for the client.
         *
         * @param data maps, lists, text, numbers, booleans and nulls
         * @return this
         * @throws IllegalArgumentException if the data has no JSON
         */
        public Builder data(Map<String, ?> data) {
            return dataJson(JsonWriter.write(data));
        }

        /**
         * Sets further fields for the client.
         *
         * @param object a JSON object
         * @return this
         * @throws IllegalArgumentException if the text is not JSON
         */
        public Builder dataJson(String object) {
            return field("data", new JsonText(object));
        }

        /**
         * Sets the time after which inboxes and replays no longer contain the notification.
         *
         * @param ttl up to a year
         * @return this
         */
        public Builder ttl(Duration ttl) {
            return field("ttl", ttl);
        }

        /**
         * Schedules the notification.
         *
         * @param time the earliest time of delivery, up to a year ahead
         * @return this
         */
        public Builder deliverAt(Instant time) {
            return field("deliverAt", time);
        }

        /**
         * Makes the notification replace older ones of this sender with the same key.
         *
         * @param key such as {@code order-4711}
         * @return this
         */
        public Builder collapseKey(String key) {
            return field("collapseKey", key);
        }

        /**
         * Calls a webhook if nobody reads the notification in time.
         *
         * @param after the time from its delivery
         * @param webhook the name of a webhook in the configuration of the service
         * @return this
         */
        public Builder escalate(Duration after, String webhook) {
            return field("escalate", Map.of("after", after, "webhook", webhook));
        }

        /**
         * Sets the idempotency key.
         *
         * @param key 1 to 255 printable ASCII characters, for example {@code order-4711-shipped}
         * @return this
         */
        public Builder idempotencyKey(String key) {
            idempotencyKey = Objects.requireNonNull(key);
            return this;
        }

        private Builder field(String name, Object value) {
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
}
