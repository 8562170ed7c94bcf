package io.herald.rooms;

import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.StrictJson;
import io.herald.problem.Problem;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and validates the bodies and parameters of the room API. */
final class RoomRequestReader {

    private static final List<String> VISIBILITIES = List.of("private", "public");
    private static final List<String> KINDS = List.of("broadcast", "open");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MAX_KEEP = 32;
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private RoomRequestReader() {}

    static RoomSettings settings(byte[] json) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(json));
        String visibility = jsonFields.oneOf("visibility", VISIBILITIES);
        String kind = jsonFields.oneOf("kind", KINDS);
        String keep = jsonFields.parsed("keep", RoomRequestReader::keep);
        jsonFields.throwIfInvalid();
        return new RoomSettings("public".equals(visibility), "broadcast".equals(kind), keep);
    }

    private static String keep(String text) {
        try {
            Duration keep = Duration.parse(text);
            if (!keep.isNegative() && !keep.isZero() && keep.compareTo(LONGEST) <= 0 && text.length() <= MAX_KEEP) {
                return text;
            }
        } catch (DateTimeParseException invalid) {
            // Rejected below, like a duration outside the bounds.
        }
        throw new IllegalArgumentException("must be a positive duration such as P30D");
    }

    static String name(String field, String text) {
        if (!NameSyntax.isName(text)) {
            throw Problem.invalid(field, "must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -")
                    .asException();
        }
        return text;
    }

    /**
     * Reads the name after which a page begins; empty for the first page. Accepts names only, since PostgreSQL rejects some other
     * texts, such as those with a NUL.
     */
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
