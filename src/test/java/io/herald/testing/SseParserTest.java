package io.herald.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SseParserTest {

    @Test
    void events_are_parsed_according_to_the_standard() {
        String stream = "retry: 2000\n\n: a comment\n\nid: 1-0\nevent: ready\ndata: {\ndata: }\n\ndata:x\n\n";
        assertEquals(
                List.of(
                        new SseEvent(null, "message", "", 2000L),
                        new SseEvent("1-0", "ready", "{\n}", null),
                        new SseEvent(null, "message", "x", null)),
                parse(stream));
    }

    private static List<SseEvent> parse(String stream) {
        SseParser parser = new SseParser();
        return stream.lines().map(parser::line).flatMap(Optional::stream).toList();
    }
}
