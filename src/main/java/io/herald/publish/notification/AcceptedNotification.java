package io.herald.publish.notification;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.Append.Push;
import io.herald.publish.IdempotencyKeyHeader;
import io.herald.schedule.OutgoingNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A publish request with the id and the time of its acceptance, encoded as an event. */
record AcceptedNotification(
        PublishRequest publishRequest, IdempotencyRecordValue acceptance, OutgoingNotification outgoingNotification)
        implements AcceptanceResult {

    private static final String EVENT = "notification";

    /** Longer than the lifetime of the key, so that the records of the parts never expire before the record of the call. */
    private static final Duration PARTS_REMEMBERED = IdempotencyKeyHeader.LIFETIME.plusHours(1);

    /** @param trace the trace of the call; null for none */
    static AcceptedNotification of(
            PublishRequest publishRequest, IdempotencyRecordValue acceptance, @Nullable String trace) {
        Notification notification = publishRequest.notification();
        Instant wanted = notification.deliverAt();
        Instant at = wanted != null && wanted.isAfter(acceptance.at()) ? wanted : acceptance.at();
        String category = notification.category() == null ? "" : notification.category();
        Append append = append(publishRequest, acceptance, at).traced(trace);
        return new AcceptedNotification(
                publishRequest,
                acceptance,
                new OutgoingNotification(append, at, publishRequest.sender(), category, notification.critical()));
    }

    private static Append append(PublishRequest publishRequest, IdempotencyRecordValue acceptance, Instant at) {
        Notification notification = publishRequest.notification();
        String sender = publishRequest.sender();
        List<Channel> channels = notification.to().channels();
        byte[] body = Envelope.body(at, sender, notification.encode(acceptance.id(), at));
        Append append = new Append(channels, EVENT, body, notification.traits(acceptance.id(), at, sender))
                .withWork()
                .push(notification.to() instanceof NotificationTarget.Users ? Push.UNLESS_HELD : Push.ALWAYS);
        IdempotencyKey key = publishRequest.key();
        return key == null ? append : append.once(once(key, acceptance));
    }

    private static Once once(IdempotencyKey key, IdempotencyRecordValue acceptance) {
        String claim = acceptance.isCompact() ? key.hash() : null;
        return new Once(acceptance.id(), key.fingerprint(), PARTS_REMEMBERED, claim);
    }

    /** Returns this notification with the id and the time of its first acceptance. */
    AcceptedNotification under(IdempotencyRecordValue first) {
        return first.id().equals(id())
                ? this
                : of(
                        publishRequest,
                        first,
                        outgoingNotification.append().eventAttributes().trace());
    }

    String id() {
        return acceptance.id();
    }

    /** Returns the time of delivery: the time of acceptance, or the requested time if that is later. */
    Instant at() {
        return outgoingNotification.at();
    }

    boolean isScheduled() {
        return at().isAfter(acceptance.at());
    }
}
