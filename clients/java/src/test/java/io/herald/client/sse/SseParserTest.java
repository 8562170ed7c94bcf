package io.herald.client.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseParserTest {

    private final List<SseFrame> frames = new ArrayList<>();
    private final SseParser parser = new SseParser(frames::add);

    private List<SseFrame> parse(String text) {
        parser.feed(ByteBuffer.wrap(text.getBytes(UTF_8)));
        return frames;
    }

    @Test
    void reads_all_fields_of_a_frame() {
        assertEquals(
                List.of(new SseFrame("1-0", "notification", "{\"a\":\"ü\"}\nsecond", 2000L)),
                parse(
                        "\uFEFFretry: 2000\nid: 1-0\nevent:notification\n: comment\ndata: {\"a\":\"ü\"}\ndata:second\nother: x\n\n"));
    }

    @Test
    void an_incomplete_frame_is_dropped_with_its_id() {
        assertEquals(List.of(), parse("id: 2-0\nevent: notification\ndata: {\"a\":1}\n"));
        assertEquals(List.of(new SseFrame("2-0", "notification", "{\"a\":1}", null)), parse("\n"));
    }

    @Test
    void bytes_may_be_split_anywhere_and_lines_end_in_any_way() {
        byte[] bytes = "id: 1-0\r\ndata: €\r\n\r\nid: 2-0\rdata: x\r\rid: 3-0\ndata: y\n\n".getBytes(UTF_8);
        for (byte next : bytes) {
            parser.feed(ByteBuffer.wrap(new byte[] {next}));
        }
        assertEquals(
                List.of(
                        new SseFrame("1-0", null, "€", null),
                        new SseFrame("2-0", null, "x", null),
                        new SseFrame("3-0", null, "y", null)),
                frames);
    }

    @Test
    void a_frame_may_consist_of_a_retry_delay_and_empty_lines_are_no_frames() {
        assertEquals(List.of(new SseFrame(null, null, null, 1500L)), parse("\n\nretry: 1500\n\n\nretry: soon\n\n"));
    }
}
