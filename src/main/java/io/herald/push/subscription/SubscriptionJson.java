package io.herald.push.subscription;

import io.herald.event.Envelope;
import io.herald.json.JsonWriter;
import io.herald.push.subscription.SubscriptionStore.Listed;
import java.util.List;
import java.util.UUID;

/** Encodes subscriptions as JSON. */
final class SubscriptionJson {

    private SubscriptionJson() {}

    static byte[] id(UUID id) {
        return new JsonWriter().object().field("id", id.toString()).endObject().toBytes();
    }

    static byte[] list(List<Listed> subscriptions) {
        JsonWriter json = new JsonWriter().object().name("subscriptions").array();
        for (Listed one : subscriptions) {
            json.object()
                    .field("id", one.id().toString())
                    .field("device", one.device())
                    .field("origin", one.origin())
                    .field("createdAt", Envelope.time(one.createdAt()))
                    .field("lastPushedAt", one.lastPushedAt() == null ? null : Envelope.time(one.lastPushedAt()))
                    .endObject();
        }
        return json.endArray().endObject().toBytes();
    }
}
