package io.herald.publish.notification;

import io.herald.json.JsonKind;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;

/** Publishes the notifications of a batch call. Each one is validated and accepted or refused independently. */
@ApplicationScoped
class NotificationBatch {

    static final int MOST = 1_000;

    private final Publisher publisher;
    private final NotificationReader reader;

    NotificationBatch(Publisher publisher, NotificationReader reader) {
        this.publisher = publisher;
        this.reader = reader;
    }

    /**
     * Publishes a batch and returns the JSON array of its results.
     *
     * @param admission receives the number of items before any is read, at least 1, and throws to refuse the call
     * @throws ProblemException if the body is not a batch, or {@code admission} refuses the call
     */
    Uni<byte[]> publish(byte[] body, String sender, IntConsumer admission) {
        List<PublishResult> rejected = new ArrayList<>();
        List<Notification> readable = new ArrayList<>();
        List<RawJson> items = items(body);
        admission.accept(Math.max(1, items.size()));
        for (RawJson item : items) {
            try {
                readable.add(reader.readItem(item, sender));
                rejected.add(null);
            } catch (ProblemException wrong) {
                rejected.add(new PublishResult.Rejected(wrong.problem()));
            }
        }
        return publisher.publish(readable).map(outcomes -> answer(rejected, outcomes.iterator()));
    }

    private static List<RawJson> items(byte[] body) {
        RawJson json = StrictJson.read(body);
        if (json.kind() != JsonKind.ARRAY) {
            throw Problem.malformed("The body must be an array of notifications.")
                    .asException();
        }
        List<RawJson> items = json.items();
        if (items.size() > MOST) {
            throw Problem.malformed("A batch may have at most " + MOST + " notifications.")
                    .asException();
        }
        return items;
    }

    /**
     * Encodes the results in the order of the items.
     *
     * @param refused one entry for each item: its refusal, or null if the item was valid and its result is the next of {@code
     *     others}
     */
    private static byte[] answer(List<PublishResult> rejected, Iterator<PublishResult> others) {
        JsonWriter json = new JsonWriter(80 * rejected.size() + 2).array();
        for (PublishResult known : rejected) {
            PublishResult publishResult = known == null ? others.next() : known;
            json.object();
            if (publishResult instanceof PublishResult.Accepted accepted) {
                json.field("status", 202).field("id", accepted.id()).field("duplicate", accepted.duplicate());
            } else if (publishResult instanceof PublishResult.Rejected because) {
                json.field("status", because.problem().status());
                json.field("problem", StrictJson.read(because.problem().json()));
            }
            json.endObject();
        }
        return json.endArray().toBytes();
    }
}
