package io.herald.client.publish;

import io.herald.client.json.JsonWriter;
import java.util.Collection;
import java.util.List;
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

    Notification(Map<String, Object> fields, String idempotencyKey) {
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
    public static NotificationBuilder toUsers(String... users) {
        return toUsers(List.of(users));
    }

    /**
     * Starts a notification to users.
     *
     * @param users the {@code sub} of 1 to 10,000 users
     * @return the builder
     */
    public static NotificationBuilder toUsers(Collection<String> users) {
        return new NotificationBuilder(Map.of("users", List.copyOf(users)));
    }

    /**
     * Starts a notification to those who follow a room, and to the inboxes of its members.
     *
     * @param room the name of the room
     * @return the builder
     */
    public static NotificationBuilder toRoom(String room) {
        return new NotificationBuilder(Map.of("room", room));
    }

    /**
     * Starts a notification to everyone.
     *
     * @return the builder
     */
    public static NotificationBuilder toEveryone() {
        return new NotificationBuilder(Map.of("everyone", true));
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
}
