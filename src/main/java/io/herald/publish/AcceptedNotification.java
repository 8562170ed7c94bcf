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

/** A publication with the id and the time under which it is accepted, encoded as the event that it becomes. */
record AcceptedNotification(PublishRequest publication, NotificationAcceptance acceptance, OutgoingNotification parcel)
        implements AcceptanceStep {

    private static final String EVENT = "notification";

    /** Longer than the key itself, so that the parts of a call are never forgotten before the whole. */
    private static final Duration PARTS_REMEMBERED = Publisher.KEYS_REMEMBERED.plusHours(1);

    /** @param trace that the call belongs to */
    static AcceptedNotification of(
            PublishRequest publication, NotificationAcceptance acceptance, @Nullable String trace) {
        Notification notification = publication.notification();
        Instant wanted = notification.deliverAt();
        Instant at = wanted != null && wanted.isAfter(acceptance.at()) ? wanted : acceptance.at();
        String category = notification.category() == null ? "" : notification.category();
        Append append = append(publication, acceptance, at).traced(trace);
        return new AcceptedNotification(
                publication,
                acceptance,
                new OutgoingNotification(append, at, publication.sender(), category, notification.critical()));
    }

    private static Append append(PublishRequest publication, NotificationAcceptance acceptance, Instant at) {
        Notification notification = publication.notification();
        String sender = publication.sender();
        List<Channel> channels = notification.to().channels();
        byte[] body = Envelope.body(at, sender, notification.encode(acceptance.id(), at));
        Append append = new Append(channels, EVENT, body, notification.traits(acceptance.id(), at, sender))
                .withWork()
                .push(notification.to() instanceof NotificationTarget.Users ? Push.UNLESS_HELD : Push.ALWAYS);
        IdempotencyKey key = publication.key();
        return key == null ? append : append.once(once(key, acceptance));
    }

    private static Once once(IdempotencyKey key, NotificationAcceptance acceptance) {
        String claim = acceptance.isCompact() ? key.hash() : null;
        return new Once(acceptance.id(), key.fingerprint(), PARTS_REMEMBERED, claim);
    }

    /** Returns the same publication as it was accepted first. */
    AcceptedNotification under(NotificationAcceptance first) {
        return first.id().equals(id())
                ? this
                : of(publication, first, parcel.append().traits().trace());
    }

    String id() {
        return acceptance.id();
    }

    /** When it is sent: when it was accepted, or later. */
    Instant at() {
        return parcel.at();
    }

    boolean isForLater() {
        return at().isAfter(acceptance.at());
    }
}
