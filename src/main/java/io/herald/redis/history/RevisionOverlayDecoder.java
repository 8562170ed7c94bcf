package io.herald.redis.history;

import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.log.Revision;
import io.herald.log.RevisionOverlay;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.Map;

/** Decodes the revisions that the scripts return together with a history. */
final class RevisionOverlayDecoder {

    private static final int VALUES = 3;

    private RevisionOverlayDecoder() {}

    /**
     * Decodes the revisions of a history.
     *
     * @param found for each message: its id, {@code d} for a deletion or {@code e} for an edit, and the body of the last edit
     */
    static RevisionOverlay decode(int partition, CursorFormat format, Response found) {
        Map<String, Revision> revisions = new HashMap<>();
        for (int i = 0; i + VALUES <= found.size(); i += VALUES) {
            EventId message = EventId.parse(found.get(i).toString());
            String subject = format.formatId(partition, message);
            boolean deletes = found.get(i + 1).toString().equals("d");
            byte[] body = found.get(i + 2).toBytes();
            revisions.put(subject, new Revision(message, subject, deletes, deletes ? null : Revision.content(body)));
        }
        return new RevisionOverlay(revisions, format);
    }
}
