package io.herald.testing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses lines to events according to the HTML standard. A block with only {@code retry:} is also an event. */
final class SseParser {

    private static final String DEFAULT_NAME = "message";

    private @Nullable String id;
    private @Nullable String event;
    private @Nullable StringBuilder data;
    private @Nullable Long retry;

    /** Parses a line and returns the event that it ends, if any. */
    Optional<SseEvent> line(String line) {
        if (line.isEmpty()) {
            return end();
        }
        int colon = line.indexOf(':');
        String value = colon < 0 ? "" : line.substring(colon + 1);
        field(colon < 0 ? line : line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
        return Optional.empty();
    }

    private void field(String name, String value) {
        switch (name) {
            case "id" -> id = value;
            case "event" -> event = value;
            case "retry" -> retry = Long.valueOf(value);
            case "data" ->
                data = data == null
                        ? new StringBuilder(value)
                        : data.append('\n').append(value);
            default -> {}
        }
    }

    private Optional<SseEvent> end() {
        boolean isEvent = data != null || retry != null || event != null;
        SseEvent complete =
                new SseEvent(id, event == null ? DEFAULT_NAME : event, data == null ? "" : data.toString(), retry);
        id = null;
        event = null;
        data = null;
        retry = null;
        return isEvent ? Optional.of(complete) : Optional.empty();
    }
}
