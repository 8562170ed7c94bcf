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
 * A publication with the id and the time that it is accepted under.
 *
 * @param at when it is sent: then, or later
 */
record Draft(Publication publication, String id, Instant acceptedAt, Instant at, byte[] body) implements Admitted {

    private static final String EVENT = "notification";

    /** Longer than the key itself, so that the parts of a call are never forgotten before the whole. */
    private static final Duration PARTS_REMEMBERED = Publisher.KEYS_REMEMBERED.plusHours(1);

    static Draft of(Publication publication, String id, Instant acceptedAt) {
        Instant wanted = publication.notification().deliverAt();
        Instant at = wanted != null && wanted.isAfter(acceptedAt) ? wanted : acceptedAt;
        byte[] data = publication.notification().encode(id, at);
        return new Draft(publication, id, acceptedAt, at, Envelope.body(at, publication.sender(), data));
    }

    /** What is remembered for its key. */
    String claim() {
        return id + " " + acceptedAt.toEpochMilli();
    }

    Draft under(String claim) {
        String[] parts = claim.split(" ");
        return parts[0].equals(id) ? this : of(publication, parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])));
    }

    List<Channel> channels() {
        return publication.notification().to().channels();
    }

    boolean isForLater() {
        return at.isAfter(acceptedAt);
    }

    Parcel parcel() {
        Notification notification = publication.notification();
        Push push = notification.to() instanceof Target.Users ? Push.UNLESS_HELD : Push.ALWAYS;
        Append append = new Append(channels(), EVENT, body, notification.traits(id, at, publication.sender()))
                .withWork()
                .push(push);
        IdempotencyKey key = publication.key();
        String category = notification.category() == null ? "" : notification.category();
        return new Parcel(
                key == null ? append : append.once(new Once(id, key.fingerprint(), PARTS_REMEMBERED)),
                at,
                publication.sender(),
                category,
                notification.critical());
    }
}
