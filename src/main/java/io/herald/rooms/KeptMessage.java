package io.herald.rooms;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.log.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as PostgreSQL stores it. The content is separate from the rest of the body, so that it can be edited and deleted.
 *
 * @param body the body of the event, with {@code null} in place of the content
 * @param content the content as JSON; null for a message without content, such as a deleted one
 */
record KeptMessage(
        String room, EventId id, String body, @Nullable String content) {

    private static final RawJson NOTHING = parse("null");

    static KeptMessage of(Event event) {
        RawJson content = Revision.content(event.body());
        byte[] body = Revision.withContent(event.body(), NOTHING);
        return new KeptMessage(
                event.channels().get(0).name(),
                event.id(),
                new String(body, UTF_8),
                content == null ? null : content.toJson());
    }

    Event event(int partition) {
        byte[] whole = Revision.withContent(body.getBytes(UTF_8), content == null ? null : parse(content));
        return new Event(partition, id, List.of(Channel.room(room)), Revision.MESSAGE, whole, EventAttributes.DURABLE);
    }

    private static RawJson parse(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return StrictJson.trusted(bytes, 0, bytes.length);
    }
}
