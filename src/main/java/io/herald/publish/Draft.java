package io.herald.publish;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A publication with the id and the time that it is accepted under. */
record Draft(Publication publication, String id, Instant at, byte[] body) implements Admitted {

    private static final String EVENT = "notification";

    /** Longer than the key itself, so that the parts of a call are never forgotten before the whole. */
    private static final Duration PARTS_REMEMBERED = Publisher.KEYS_REMEMBERED.plusHours(1);

    static Draft of(Publication publication, String id, Instant at) {
        byte[] data = publication.notification().encode(id, at);
        return new Draft(publication, id, at, Envelope.body(at, publication.sender(), data));
    }

    /** What is remembered for its key. */
    String claim() {
        return id + " " + at.toEpochMilli();
    }

    Draft under(String claim) {
        String[] parts = claim.split(" ");
        return parts[0].equals(id) ? this : of(publication, parts[0], Instant.ofEpochMilli(Long.parseLong(parts[1])));
    }

    List<Channel> channels() {
        return publication.notification().to().channels();
    }

    Append append() {
        Append append =
                new Append(channels(), EVENT, body, publication.notification().traits(id, at)).withWork();
        IdempotencyKey key = publication.key();
        return key == null ? append : append.once(new Once(id, key.fingerprint(), PARTS_REMEMBERED));
    }
}
