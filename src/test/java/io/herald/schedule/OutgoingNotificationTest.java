package io.herald.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.log.Append;
import io.herald.log.Append.Push;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutgoingNotificationTest {

    private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_123L);
    private static final List<Channel> USERS = List.of(Channel.user("alice"), Channel.user("bob"));

    /** Instances of different versions read each other's schedule during a rollout. */
    private static final String CONTENT = """
        {"at":1764000000123,"sender":"billing","category":"ads","critical":true,"event":"notification",\
        "conflate":"billing k","subject":"n1","trace":"00-1-2-01","expiresAt":1764000060000,"work":true,\
        "push":"UNLESS_HELD","channels":["user:alice","user:bob"],\
        "body":{"time":"2025-11-24T16:00:00.123Z","from":"billing","data":{"id":"n1"}}}\
        """;

    @Test
    void the_format_on_the_schedule_does_not_change() {
        assertEquals(CONTENT, new String(outgoingNotification().toJson(), UTF_8));
    }

    @Test
    void parse_is_the_inverse_of_to_json() {
        OutgoingNotification read = OutgoingNotification.parse(CONTENT.getBytes(UTF_8));
        Append append = read.append();
        assertEquals(AT, read.at());
        assertEquals("billing", read.sender());
        assertEquals("ads", read.category());
        assertEquals(true, read.critical());
        assertEquals("n1", read.notification());
        assertEquals(2, read.recipients());
        assertEquals(USERS, append.channels());
        assertEquals(outgoingNotification().append().eventAttributes(), append.eventAttributes());
        assertArrayEquals(outgoingNotification().append().body(), append.body());
        assertEquals(Push.UNLESS_HELD, append.push());
        assertEquals(true, append.work());
        assertNull(append.once());
    }

    @Test
    void task_ids_of_a_notification_and_of_one_recipient_differ() {
        assertEquals("notification:n1", OutgoingNotification.taskId("n1"));
        assertEquals("notification:n1:user:alice:1764000000123", OutgoingNotification.taskId("n1", USERS.get(0), AT));
    }

    private static OutgoingNotification outgoingNotification() {
        byte[] body = Envelope.body(AT, "billing", "{\"id\":\"n1\"}".getBytes(UTF_8));
        EventAttributes eventAttributes =
                new EventAttributes(false, "billing k", 1_764_000_060_000L, "n1").trace("00-1-2-01");
        Append append = new Append(USERS, "notification", body, eventAttributes)
                .withWork()
                .push(Push.UNLESS_HELD);
        return new OutgoingNotification(append, AT, "billing", "ads", true);
    }
}
