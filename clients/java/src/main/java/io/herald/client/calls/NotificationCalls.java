package io.herald.client.calls;

import static io.herald.client.http.RequestFactory.encode;

import io.herald.client.http.HttpCall;
import io.herald.client.http.HttpCaller;
import io.herald.client.publish.Accepted;
import io.herald.client.publish.ChannelEvent;
import io.herald.client.publish.DeliveryFacts;
import io.herald.client.publish.Notification;
import java.util.Optional;
import java.util.UUID;

/** The calls for single notifications and events. */
public final class NotificationCalls {

    private final HttpCaller caller;

    public NotificationCalls(HttpCaller caller) {
        this.caller = caller;
    }

    public Accepted send(Notification notification) {
        String key = notification.idempotencyKey().orElseGet(NotificationCalls::newKey);
        HttpCall call = HttpCall.post("notifications", notification.toJson()).under(key);
        return Answers.accepted(caller.execute(call));
    }

    public DeliveryFacts facts(String id) {
        return Answers.facts(caller.execute(HttpCall.get("notifications/" + encode(id))));
    }

    public void withdraw(String id) {
        caller.execute(HttpCall.delete("notifications/" + encode(id)));
    }

    /** The service recognizes a repeated call only for durable events of rooms. */
    public Optional<String> sendEvent(String channel, ChannelEvent event) {
        HttpCall call = HttpCall.post("channels/" + encode(channel) + "/events", event.toJson());
        boolean hasKey = channel.startsWith("room:") && !event.isEphemeral();
        return Answers.eventId(caller.execute(hasKey ? call.under(newKey()) : call));
    }

    static String newKey() {
        return UUID.randomUUID().toString();
    }
}
