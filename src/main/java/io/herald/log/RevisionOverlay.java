package io.herald.log;

import io.herald.event.CursorFormat;
import io.herald.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last revisions of some messages. {@link #apply} merges them with the events of the messages.
 *
 * @param revisions by the public id of the message
 */
public record RevisionOverlay(Map<String, Revision> revisions, CursorFormat format) {

    /** Collects the revisions among events, which must be in the order of the log. A deletion wins over later edits. */
    public static RevisionOverlay among(List<Event> events, CursorFormat format) {
        Map<String, Revision> revisions = new HashMap<>();
        for (Event event : events) {
            Revision revision = Revision.of(event, format);
            if (revision != null) {
                revisions.merge(revision.subject(), revision, (before, next) -> before.deletes() ? before : next);
            }
        }
        return new RevisionOverlay(revisions, format);
    }

    public List<Event> apply(List<Event> events) {
        return revisions.isEmpty() ? events : events.stream().map(this::apply).toList();
    }

    private Event apply(Event event) {
        String message = event.name().equals(Revision.MESSAGE)
                ? format.formatId(event.partition(), event.id())
                : event.eventAttributes().subject();
        Revision revision = message == null ? null : revisions.get(message);
        return revision == null ? event : revision.revise(event);
    }
}
