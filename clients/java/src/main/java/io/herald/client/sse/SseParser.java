package io.herald.client.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Parses a stream as the HTML standard describes it, with two differences: a frame without data is passed on, because it may
 * have an id or a retry delay, and a frame that the end of the stream cuts off is dropped with its id.
 */
final class SseParser {

    private final Consumer<SseFrame> frames;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean afterCarriageReturn;
    private boolean isFirstLine = true;

    private String id;
    private String event;
    private StringBuilder data;
    private Long retryMillis;

    SseParser(Consumer<SseFrame> frames) {
        this.frames = frames;
    }

    void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            boolean secondOfLineEnd = next == '\n' && afterCarriageReturn;
            afterCarriageReturn = next == '\r';
            if (next != '\n' && next != '\r') {
                line.write(next);
            } else if (!secondOfLineEnd) {
                line(line.toString(UTF_8));
                line.reset();
            }
        }
    }

    private void line(String text) {
        String content = isFirstLine && text.startsWith("\uFEFF") ? text.substring(1) : text;
        isFirstLine = false;
        if (content.isEmpty()) {
            dispatch();
            return;
        }
        int colon = content.indexOf(':');
        String name = colon < 0 ? content : content.substring(0, colon);
        String value = colon < 0 ? "" : content.substring(colon + 1);
        field(name, value.startsWith(" ") ? value.substring(1) : value);
    }

    private void field(String name, String value) {
        switch (name) {
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            case "event" -> event = value;
            case "data" ->
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            case "retry" -> retryMillis = value.matches("[0-9]{1,12}") ? Long.valueOf(value) : retryMillis;
            default -> {
                // A comment, or a field of a later version.
            }
        }
    }

    private void dispatch() {
        if (id != null || data != null || retryMillis != null) {
            frames.accept(new SseFrame(id, event, data == null ? null : data.toString(), retryMillis));
        }
        id = null;
        event = null;
        data = null;
        retryMillis = null;
    }
}
