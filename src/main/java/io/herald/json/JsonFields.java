package io.herald.json;

import io.herald.problem.Problem;
import io.herald.problem.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an object by name and type, and collects violations. No reading method throws: an invalid field is
 * recorded under its path, and the method returns null or the default. {@link #throwIfInvalid()} reports all violations at once,
 * including fields that have not been read.
 *
 * <p>{@code null} means absent, except for {@link #raw}: many clients send one in place of the other.
 */
public final class JsonFields {
    private final Map<String, RawJson> unread = new LinkedHashMap<>();
    private final List<JsonFields> nested = new ArrayList<>();
    private final String path;
    private final ViolationCollector violationCollector;

    private JsonFields(RawJson object, String path, ViolationCollector violationCollector) {
        this.path = path;
        this.violationCollector = violationCollector;
        object.members(unread::put);
    }

    /** @throws io.herald.problem.ProblemException if the value is not an object */
    public static JsonFields of(RawJson value) {
        return of(value, JsonKind.OBJECT.description());
    }

    /**
     * @param expected completes "The body must be …"
     * @throws io.herald.problem.ProblemException if the value is not an object
     */
    public static JsonFields of(RawJson value, String expected) {
        if (value.kind() != JsonKind.OBJECT) {
            throw Problem.malformed("The body must be " + expected + ".").asException();
        }
        return new JsonFields(value, "", new ViolationCollector());
    }

    /** Returns whether the field is present. {@code null} counts as absent, so it does not satisfy a requirement. */
    public boolean has(String name) {
        return unread.computeIfPresent(name, (same, value) -> value.isNull() ? null : value) != null;
    }

    /** Returns the names of the fields that have not been read yet. */
    public Set<String> names() {
        return new LinkedHashSet<>(unread.keySet());
    }

    /** Returns a value of any kind unchanged, including {@code null}. */
    public @Nullable RawJson raw(String name) {
        return unread.remove(name);
    }

    public @Nullable RawJson requiredRaw(String name) {
        RawJson value = raw(name);
        if (value == null) {
            addViolation(name, "is required");
        }
        return value;
    }

    /** Reads a string of at most {@code maxLength} code points. Rejects U+0000, which PostgreSQL cannot store. */
    public @Nullable String text(String name, int maxLength) {
        RawJson value = take(name, JsonKind.STRING);
        String text = value == null ? null : value.text();
        String violation = text == null ? null : FieldParsers.textViolation(text, maxLength);
        if (violation != null) {
            addViolation(name, violation);
            return null;
        }
        return text;
    }

    /** Reads a string as {@link #text} does. It must be present and not empty. */
    public @Nullable String requiredText(String name, int maxLength) {
        if (missing(name)) {
            return null;
        }
        String text = text(name, maxLength);
        if (text != null && text.isEmpty()) {
            addViolation(name, "must not be empty");
            return null;
        }
        return text;
    }

    public boolean flag(String name, boolean otherwise) {
        RawJson value = take(name, JsonKind.BOOLEAN);
        return value == null ? otherwise : value.toJson().equals("true");
    }

    public long number(String name, long otherwise, long min, long max) {
        RawJson value = take(name, JsonKind.NUMBER);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value.toJson());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notWhole) {
            // reported below
        }
        addViolation(name, "must be a whole number from " + min + " to " + max);
        return otherwise;
    }

    /** @param allowed in the order in which a violation lists them */
    public @Nullable String oneOf(String name, List<String> allowed) {
        RawJson value = take(name, JsonKind.STRING);
        if (value != null && !allowed.contains(value.text())) {
            addViolation(name, "must be one of " + String.join(", ", allowed));
            return null;
        }
        return value == null ? null : value.text();
    }

    /** Reads an ISO-8601 duration such as {@code PT30S}. */
    public @Nullable Duration duration(String name) {
        return parsed(name, FieldParsers::duration);
    }

    /** Reads a time (RFC 3339) with any offset and a four-digit year. */
    public @Nullable Instant instant(String name) {
        return parsed(name, FieldParsers::instant);
    }

    /**
     * Reads a string and parses it.
     *
     * @param parser throws an {@link IllegalArgumentException} whose message becomes the message of the violation
     */
    public <T> @Nullable T parsed(String name, Function<String, T> parser) {
        RawJson value = take(name, JsonKind.STRING);
        return value == null ? null : parsed(name, value, parser);
    }

    /** Reads an array of strings and parses each. Returns null if the field is absent, and omits invalid items. */
    public <T> @Nullable List<T> list(String name, int maxItems, Function<String, T> parser) {
        RawJson value = take(name, JsonKind.ARRAY);
        if (value == null) {
            return null;
        }
        List<RawJson> items = value.items();
        if (items.size() > maxItems) {
            addViolation(name, "must have at most " + maxItems + " items");
            return List.of();
        }
        List<T> list = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            item(name + "[" + i + "]", items.get(i), parser, list);
        }
        return list;
    }

    /** Reads a nested object. {@link #throwIfInvalid()} of this reader reports its violations under {@code name.field}. */
    public @Nullable JsonFields object(String name) {
        RawJson value = take(name, JsonKind.OBJECT);
        if (value == null) {
            return null;
        }
        var jsonFields = new JsonFields(value, path + name + ".", violationCollector);
        nested.add(jsonFields);
        return jsonFields;
    }

    /** Records a violation that only the caller can detect, such as two fields that exclude each other. */
    public void addViolation(String name, String message) {
        violationCollector.add(path + name, message);
    }

    public boolean isValid() {
        return violationCollector.list().isEmpty();
    }

    /** @throws io.herald.problem.ProblemException with every violation, if there is any */
    public void throwIfInvalid() {
        List<Violation> violations = violations();
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations).asException();
        }
    }

    /** Ends reading and returns all violations. Every field that has not been read is reported as unknown. */
    public List<Violation> violations() {
        reportUnread();
        return violationCollector.list();
    }

    private void reportUnread() {
        unread.keySet().forEach(name -> addViolation(name, "is unknown"));
        unread.clear();
        nested.forEach(JsonFields::reportUnread);
    }

    private boolean missing(String name) {
        RawJson value = unread.get(name);
        if (value == null || value.isNull()) {
            unread.remove(name);
            addViolation(name, "is required");
            return true;
        }
        return false;
    }

    private @Nullable RawJson take(String name, JsonKind kind) {
        RawJson value = unread.remove(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.kind() != kind) {
            addViolation(name, "must be " + kind.description());
            return null;
        }
        return value;
    }

    private <T> void item(String name, RawJson item, Function<String, T> parser, List<T> to) {
        if (item.kind() != JsonKind.STRING) {
            addViolation(name, "must be a string");
            return;
        }
        T parsed = parsed(name, item, parser);
        if (parsed != null) {
            to.add(parsed);
        }
    }

    private <T> @Nullable T parsed(String name, RawJson value, Function<String, T> parser) {
        try {
            return parser.apply(value.text());
        } catch (IllegalArgumentException wrong) {
            addViolation(name, wrong.getMessage() == null ? "is invalid" : wrong.getMessage());
            return null;
        }
    }
}
