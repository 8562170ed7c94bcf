package io.herald.event;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Formats and parses ids and cursors. With one partition, both are plain event ids. With several, an id carries its
 * partition, and a cursor lists one id for each partition in which the client follows a channel, or did before:
 * {@code 0.1763650000000-0,3.1763649999000-2}.
 */
public final class CursorFormat {

    private final int partitions;

    public CursorFormat(int partitions) {
        this.partitions = partitions;
    }

    public String formatId(int partition, EventId id) {
        return partitions == 1 ? id.toString() : partition + "." + id;
    }

    public String format(Cursor cursor) {
        StringJoiner text = new StringJoiner(",");
        cursor.forEach((partition, id) -> text.add(formatId(partition, id)));
        return text.toString();
    }

    /** Parses a cursor. Returns null if this log cannot have issued it. */
    public @Nullable Cursor parse(String text) {
        Map<Integer, EventId> positions = new HashMap<>();
        for (String part : text.split(",", partitions + 1)) {
            int dot = part.indexOf('.');
            if ((partitions == 1) != (dot < 0) || dot > 5) {
                return null;
            }
            int partition = dot < 0 ? 0 : partition(part.substring(0, dot));
            EventId id = EventId.parseOrNull(part.substring(dot + 1));
            if (partition < 0 || id == null || positions.put(partition, id) != null) {
                return null;
            }
        }
        return Cursor.of(positions);
    }

    private int partition(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        int partition = Integer.parseInt(text);
        return partition < partitions ? partition : -1;
    }
}
