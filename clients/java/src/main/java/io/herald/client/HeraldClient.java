package io.herald.client;

import io.herald.client.calls.BatchCalls;
import io.herald.client.calls.NotificationCalls;
import io.herald.client.error.HeraldException;
import io.herald.client.http.HttpCaller;
import io.herald.client.publish.Accepted;
import io.herald.client.publish.BatchResult;
import io.herald.client.publish.ChannelEvent;
import io.herald.client.publish.DeliveryFacts;
import io.herald.client.publish.Notification;
import io.herald.client.sse.StreamConnector;
import io.herald.client.sse.StreamSubscription;
import io.herald.client.stream.StreamListener;
import io.herald.client.stream.StreamOptions;
import io.herald.client.stream.Subscription;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A client of one service, under one identity. Thread-safe; a program needs one instance.
 *
 * <pre>{@code
 * try (HeraldClient herald = HeraldClient.builder(URI.create("https://herald.example.com"))
 *         .tokens(identityProvider::accessToken)
 *         .build()) {
 *     herald.send(Notification.toUsers("alice").title("Your order is on its way").build());
 * }
 * }</pre>
 *
 * <p>The calls block. A call that fails for a reason that may go away is repeated ({@link HeraldClientBuilder#retries}), under
 * one idempotency key, so that the service executes it once. All methods throw a {@link HeraldException} if the last attempt
 * fails.
 */
public final class HeraldClient implements AutoCloseable {

    private final NotificationCalls notifications;
    private final BatchCalls batches;
    private final StreamConnector streams;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    HeraldClient(HttpCaller caller, StreamConnector streams) {
        this.notifications = new NotificationCalls(caller);
        this.batches = new BatchCalls(caller, notifications);
        this.streams = streams;
    }

    /**
     * Starts a client.
     *
     * @param service the address of the service
     * @return the builder
     */
    public static HeraldClientBuilder builder(URI service) {
        return new HeraldClientBuilder(service);
    }

    /**
     * Sends a notification. Without an idempotency key of its own it gets a random one, which covers the retries of this call. If
     * the program may repeat the call, for example after a restart, give the notification a key.
     *
     * @param notification the notification
     * @return its id; the notification is in the log
     */
    public Accepted send(Notification notification) {
        requireOpen();
        return notifications.send(notification);
    }

    /**
     * Sends any number of notifications, up to 1,000 with one call. Each is accepted or refused by itself; this method does not
     * throw for a failure, which is in the results.
     *
     * @param all the notifications
     * @return the results, in the same order
     */
    public List<BatchResult> sendAll(List<Notification> all) {
        requireOpen();
        return batches.send(all);
    }

    /**
     * Sends an event to a channel. A durable event to a room is repeated under one key. All others are repeated only if the
     * service has certainly not received the call.
     *
     * @param channel {@code user:<id>}, {@code room:<name>} or {@code everyone}
     * @param event the event
     * @return the id of the event; empty if it is ephemeral
     */
    public Optional<String> send(String channel, ChannelEvent event) {
        requireOpen();
        return notifications.sendEvent(channel, event);
    }

    /**
     * Returns the delivery state of a notification of this sender.
     *
     * @param id the id of the notification
     * @return the facts
     */
    public DeliveryFacts facts(String id) {
        requireOpen();
        return notifications.facts(id);
    }

    /**
     * Cancels a scheduled notification, or removes a sent one from inboxes and replays and informs connected clients.
     *
     * @param id the id of the notification
     */
    public void withdraw(String id) {
        requireOpen();
        notifications.withdraw(id);
    }

    /**
     * Opens a stream of the events that the user of the token receives. It stays connected over lost connections, and resumes
     * without a gap.
     *
     * @param options rooms, and where the stream begins
     * @param listener receives the events
     * @return the subscription, which ends with this client
     */
    public Subscription subscribe(StreamOptions options, StreamListener listener) {
        requireOpen();
        subscriptions.removeIf(Subscription::hasEnded);
        Subscription subscription = StreamSubscription.start(streams, options, listener);
        subscriptions.add(subscription);
        return subscription;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The client is closed.");
        }
    }

    /** Ends all streams. Calls in progress continue. */
    @Override
    public void close() {
        closed = true;
        subscriptions.forEach(Subscription::close);
    }
}
