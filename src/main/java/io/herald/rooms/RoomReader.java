package io.herald.rooms;

import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.StrictJson;
import io.herald.problem.Problem;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What administrators say of rooms, and whom they name. */
final class RoomReader {

    private static final Set<String> VISIBILITIES = Set.of("private", "public");
    private static final Set<String> KINDS = Set.of("broadcast", "open");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MAX_KEEP = 32;
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private RoomReader() {}

    static RoomSettings settings(byte[] json) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(json));
        String visibility = jsonFields.oneOf("visibility", VISIBILITIES);
        String kind = jsonFields.oneOf("kind", KINDS);
        String keep = jsonFields.parsed("keep", RoomReader::keep);
        jsonFields.finish();
        return new RoomSettings("public".equals(visibility), "broadcast".equals(kind), keep);
    }

    private static String keep(String text) {
        try {
            Duration keep = Duration.parse(text);
            if (!keep.isNegative() && !keep.isZero() && keep.compareTo(LONGEST) <= 0 && text.length() <= MAX_KEEP) {
                return text;
            }
        } catch (DateTimeParseException told) {
            // below
        }
        throw new IllegalArgumentException("must be a duration such as P30D, more than nothing");
    }

    static String name(String field, String text) {
        if (!NameSyntax.isName(text)) {
            throw Problem.invalid(field, "must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -")
                    .asException();
        }
        return text;
    }

    /** The name that a page ended with: nothing else, and above all no text that PostgreSQL cannot hold. */
    static String after(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        if (!NameSyntax.isName(text)) {
            throw Problem.invalid("after", "must be the next of an earlier page")
                    .asException();
        }
        return text;
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("limit", "must be a whole number from 1 to " + MOST)
                    .asException();
        }
        return limit;
    }
}
