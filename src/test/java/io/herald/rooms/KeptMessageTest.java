package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.StrictJson;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptMessageTest {

    /** {@code {"room":"a","content":…}} with text, a byte string, and both in an array. */
    @ParameterizedTest
    @ValueSource(strings = {"624151", "4401020304", "82624151" + "4401020304"})
    void a_kept_message_equals_the_sent_one_and_byte_strings_are_preserved(String content) {
        byte[] cbor = HexFormat.of().parseHex("a264726f6f6d616167636f6e74656e74" + content);
        byte[] data = StrictJson.readCbor(cbor).toBytes();
        Event sent = new Event(
                0,
                new EventId(1_763_650_000_000L, 0),
                List.of(Channel.room("a")),
                "message",
                Envelope.body(Instant.EPOCH, "alice", data),
                EventAttributes.DURABLE);
        assertArrayEquals(sent.body(), KeptMessage.of(sent).event(0).body());
    }
}
