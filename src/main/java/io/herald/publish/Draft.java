package io.herald.publish;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.Append.Push;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A publication with the id and the time under which it is accepted.
 *
 * @param at when it is sent: then, or later
 */
record Draft(Publication publication, Acceptance acceptance, Instant at, byte[] body) implements Admitted {

    private static final String EVENT = "notification";

    /** Longer than the key itself, so that the parts of a call are never forgotten before the whole. */
    private static final Duration PARTS_REMEMBERED = Publisher.KEYS_REMEMBERED.plusHours(1);

    static Draft of(Publication publication, Acceptance acceptance) {
        Instant wanted = publication.notification().deliverAt();
        Instant at = wanted != null && wanted.isAfter(acceptance.at()) ? wanted : acceptance.at();
        byte[] data = publication.notification().encode(acceptance.id(), at);
        return new Draft(publication, acceptance, at, Envelope.body(at, publication.sender(), data));
    }

    Draft under(Acceptance first) {
        return first.id().equals(id()) ? this : of(publication, first);
    }

    String id() {
        return acceptance.id();
    }

    Instant acceptedAt() {
        return acceptance.at();
    }

    List<Channel> channels() {
        return publication.notification().to().channels();
    }

    boolean isForLater() {
        return at.isAfter(acceptedAt());
    }

    Parcel parcel() {
        Notification notification = publication.notification();
        Push push = notification.to() instanceof Target.Users ? Push.UNLESS_HELD : Push.ALWAYS;
        Append append = new Append(channels(), EVENT, body, notification.traits(id(), at, publication.sender()))
                .withWork()
                .push(push);
        IdempotencyKey key = publication.key();
        String category = notification.category() == null ? "" : notification.category();
        return new Parcel(
                key == null ? append : append.once(once(key)),
                at,
                publication.sender(),
                category,
                notification.critical());
    }

    private Once once(IdempotencyKey key) {
        String claim = acceptance.isCompact() ? key.hash() : null;
        return new Once(id(), key.fingerprint(), PARTS_REMEMBERED, claim);
    }
}
