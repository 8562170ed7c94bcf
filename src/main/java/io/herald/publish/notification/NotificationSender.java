package io.herald.publish.notification;

import io.herald.json.JsonFields;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.log.IdempotencyExpiry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Publishes notifications that the service reads from a store, each once however often it is sent. */
@ApplicationScoped
public class NotificationSender {

    private final Publisher publisher;
    private final NotificationReader reader;
    private final IdempotencyExpiry expiry;

    NotificationSender(Publisher publisher, NotificationReader reader, IdempotencyExpiry expiry) {
        this.publisher = publisher;
        this.reader = reader;
        this.expiry = expiry;
    }

    /**
     * Publishes a notification. The result means that it is in the log or on the schedule. Never blocks. Fails with a {@link
     * io.herald.problem.ProblemException} as the REST call does; may also throw it.
     *
     * @param key identifies the notification within its sender, without NUL
     * @param remembered how long the key is remembered
     */
    public Uni<Void> send(byte[] notification, String sender, String key, Duration remembered) {
        RawJson json = StrictJson.read(notification);
        JsonFields fields = JsonFields.of(json);
        Notification read = reader.read(fields, sender, IdempotencyKey.stored(sender, key, json, remembered));
        fields.throwIfInvalid();
        return publisher.publish(read).replaceWithVoid();
    }

    /** Shortens how long a key is remembered. Never fails: otherwise the key expires later. */
    public Uni<Void> forget(String sender, String key, Duration remembered) {
        return expiry.expireRecord(IdempotencyKey.storedHash(sender, key), remembered);
    }
}
