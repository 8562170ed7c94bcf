package io.herald.client.calls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.client.error.HeraldException;
import io.herald.client.json.JsonWriter;
import io.herald.client.publish.Accepted;
import io.herald.client.publish.BatchResult;
import io.herald.client.publish.Notification;
import java.util.Optional;

/** A notification of a batch, with a key so that it can be sent again, and its latest result. */
final class BatchItem {

    private final Notification notification;
    private final String json;
    private Accepted accepted;
    private HeraldException failure;

    private BatchItem(Notification notification, String json) {
        this.notification = notification;
        this.json = json;
    }

    static BatchItem of(Notification notification) {
        String key = notification.idempotencyKey().orElseGet(NotificationCalls::newKey);
        String fields = notification.toJson();
        String json = fields.substring(0, fields.length() - 1) + ",\"idempotencyKey\":" + JsonWriter.write(key) + "}";
        return new BatchItem(notification.withIdempotencyKey(key), json);
    }

    /** The size in the body of the call, with its separator. */
    int bytes() {
        return json.getBytes(UTF_8).length + 1;
    }

    String json() {
        return json;
    }

    Notification notification() {
        return notification;
    }

    void accept(Accepted answer) {
        accepted = answer;
        failure = null;
    }

    void fail(HeraldException cause) {
        failure = cause;
    }

    boolean isOpen() {
        return accepted == null && (failure == null || failure.isTransient());
    }

    Optional<HeraldException> failure() {
        return Optional.ofNullable(failure);
    }

    BatchResult result() {
        return new BatchResult(notification, Optional.ofNullable(accepted), failure());
    }
}
