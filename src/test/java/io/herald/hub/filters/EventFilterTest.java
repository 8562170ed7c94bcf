package io.herald.hub.filters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"é\"|\"\\u00e9\"|true",
                "\"\\u00e9\"|\"é\"|true",
                "\"a/b\"|\"a\\/b\"|true",
                "1|1.0|true",
                "100|1e2|true",
                "1|\"1\"|false",
                "true|\"true\"|false",
                "null|null|true",
                "\"é\"|\"e\"|false",
                "12345678901234567890|12345678901234567891|false"
            })
    void values_match_in_every_json_spelling(String expected, String sent, boolean matches) {
        EventFilter eventFilter = new EventFilter(Map.of("level", Set.of(json(expected))));
        assertEquals(
                matches,
                eventFilter.matches(delivery("{\"level\":" + sent + "}").data()));
    }

    private static EncodedEvent delivery(String data) {
        byte[] body = Envelope.body(Instant.EPOCH, "a", data.getBytes(UTF_8));
        return new EncodedEvent(
                new Event(0, new EventId(1, 0), List.of(Channel.room("a")), "e", body, EventAttributes.DURABLE));
    }

    private static RawJson json(String text) {
        return StrictJson.read(text.getBytes(UTF_8));
    }
}
