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

/** A notification with the id and the time of its acceptance, encoded as an event. */
record AcceptedNotification(
        Notification notification, IdempotencyRecordValue acceptance, OutgoingNotification outgoingNotification)
        implements AcceptanceResult {

    private static final String EVENT = "notification";

    /** Longer than the lifetime of the key, so that the records of the parts never expire before the record of the call. */
    private static final Duration PARTS_REMEMBERED = IdempotencyKeyHeader.LIFETIME.plusHours(1);

    /** @param trace the trace of the call; null for none */
    static AcceptedNotification of(
            Notification notification, IdempotencyRecordValue acceptance, @Nullable String trace) {
        Instant wanted = notification.deliverAt();
        Instant at = wanted != null && wanted.isAfter(acceptance.at()) ? wanted : acceptance.at();
        String category = notification.category() == null ? "" : notification.category();
        Append append = append(notification, acceptance, at).traced(trace);
        return new AcceptedNotification(
                notification,
                acceptance,
                new OutgoingNotification(append, at, notification.sender(), category, notification.critical()));
    }

    private static Append append(Notification notification, IdempotencyRecordValue acceptance, Instant at) {
        List<Channel> channels = notification.to().channels();
        byte[] body = Envelope.body(at, notification.sender(), notification.encode(acceptance.id(), at));
        Append append = new Append(channels, EVENT, body, notification.attributes(acceptance.id(), at))
                .withWork()
                .push(notification.to() instanceof NotificationTarget.Users ? Push.UNLESS_HELD : Push.ALWAYS);
        IdempotencyKey key = notification.key();
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
                        notification,
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
