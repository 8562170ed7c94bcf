package io.herald.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that messages are read with their later revisions. */
class RevisionOverlayTest {

    private final CursorFormat format = new CursorFormat(4);

    @Test
    void the_last_edit_of_a_message_applies_and_each_edit_keeps_its_own_content() {
        assertEquals(List.of("three", "two", "three"), read(message(1, "one"), edit(2, 1, "two"), edit(3, 1, "three")));
    }

    @Test
    void a_deleted_message_and_its_edits_have_no_content() {
        assertEquals(
                List.of("none", "other", "none", "none"),
                read(message(1, "one"), message(2, "other"), edit(3, 1, "two"), deletion(4, 1)));
    }

    @Test
    void an_edit_after_a_deletion_does_not_restore_the_message() {
        assertEquals(List.of("none", "none", "none"), read(message(1, "one"), deletion(2, 1), edit(3, 1, "two")));
    }

    @Test
    void a_message_that_an_earlier_version_deleted_in_place_stays_deleted() {
        Event deleted = event(1, Revision.MESSAGE, "{\"room\":\"ops\"}", EventAttributes.DURABLE);
        assertEquals(List.of("none", "two"), read(deleted, edit(2, 1, "two")));
    }

    @Test
    void a_message_without_revisions_is_the_same_instance() {
        Event other = message(1, "one");
        assertSame(other, apply(List.of(other, edit(3, 2, "two"))).get(0));
    }

    private List<String> read(Event... events) {
        return apply(List.of(events)).stream().map(RevisionOverlayTest::content).toList();
    }

    private List<Event> apply(List<Event> events) {
        return RevisionOverlay.among(events, format).apply(events);
    }

    private static String content(Event event) {
        RawJson content = Revision.content(event.body());
        return content == null ? "none" : content.text();
    }

    private Event message(long id, String content) {
        return event(
                id, Revision.MESSAGE, "{\"room\":\"ops\",\"content\":\"" + content + "\"}", EventAttributes.DURABLE);
    }

    private Event edit(long id, long message, String content) {
        return event(id, Revision.EDITED, "{\"id\":\"\",\"content\":\"" + content + "\"}", revisionOf(message));
    }

    private Event deletion(long id, long message) {
        return event(id, Revision.DELETED, "{\"id\":\"\"}", revisionOf(message));
    }

    private EventAttributes revisionOf(long message) {
        return new EventAttributes(false, null, EventAttributes.NEVER, format.formatId(3, new EventId(message, 0)));
    }

    private static Event event(long id, String name, String data, EventAttributes eventAttributes) {
        byte[] body = Envelope.body(Instant.EPOCH, "alice", data.getBytes(UTF_8));
        return new Event(3, new EventId(id, 0), List.of(Channel.room("ops")), name, body, eventAttributes);
    }
}
