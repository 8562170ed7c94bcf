package io.herald.publish;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.Append.Push;
import io.herald.notification.OutgoingNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A publish request with the id and the time of its acceptance, encoded as an event. */
record AcceptedNotification(
        PublishRequest publishRequest,
        NotificationAcceptance notificationAcceptance,
        OutgoingNotification outgoingNotification)
        implements AcceptanceStep {

    private static final String EVENT = "notification";

    /** Longer than the lifetime of the key, so that the records of the parts never expire before the record of the call. */
    private static final Duration PARTS_REMEMBERED = Publisher.KEYS_REMEMBERED.plusHours(1);

    /** @param trace the trace of the call; null for none */
    static AcceptedNotification of(
            PublishRequest publishRequest, NotificationAcceptance notificationAcceptance, @Nullable String trace) {
        Notification notification = publishRequest.notification();
        Instant wanted = notification.deliverAt();
        Instant at =
                wanted != null && wanted.isAfter(notificationAcceptance.at()) ? wanted : notificationAcceptance.at();
        String category = notification.category() == null ? "" : notification.category();
        Append append = append(publishRequest, notificationAcceptance, at).traced(trace);
        return new AcceptedNotification(
                publishRequest,
                notificationAcceptance,
                new OutgoingNotification(append, at, publishRequest.sender(), category, notification.critical()));
    }

    private static Append append(
            PublishRequest publishRequest, NotificationAcceptance notificationAcceptance, Instant at) {
        Notification notification = publishRequest.notification();
        String sender = publishRequest.sender();
        List<Channel> channels = notification.to().channels();
        byte[] body = Envelope.body(at, sender, notification.encode(notificationAcceptance.id(), at));
        Append append = new Append(channels, EVENT, body, notification.traits(notificationAcceptance.id(), at, sender))
                .withWork()
                .push(notification.to() instanceof NotificationTarget.Users ? Push.UNLESS_HELD : Push.ALWAYS);
        IdempotencyKey key = publishRequest.key();
        return key == null ? append : append.once(once(key, notificationAcceptance));
    }

    private static Once once(IdempotencyKey key, NotificationAcceptance notificationAcceptance) {
        String claim = notificationAcceptance.isCompact() ? key.hash() : null;
        return new Once(notificationAcceptance.id(), key.fingerprint(), PARTS_REMEMBERED, claim);
    }

    /** Returns this notification with the id and the time of its first acceptance. */
    AcceptedNotification under(NotificationAcceptance first) {
        return first.id().equals(id())
                ? this
                : of(
                        publishRequest,
                        first,
                        outgoingNotification.append().eventAttributes().trace());
    }

    String id() {
        return notificationAcceptance.id();
    }

    /** Returns the time of delivery: the time of acceptance, or the requested time if that is later. */
    Instant at() {
        return outgoingNotification.at();
    }

    boolean isScheduled() {
        return at().isAfter(notificationAcceptance.at());
    }
}
