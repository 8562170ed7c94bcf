package io.herald.json;

import io.herald.problem.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects violations. Bounds their number and the length of field names, so that a hostile body cannot inflate the response. */
final class ViolationCollector {
    private static final int MAX = 100;
    private static final int MAX_FIELD = 160;

    private final List<Violation> violations = new ArrayList<>();

    void add(String field, String message) {
        if (violations.size() < MAX) {
            violations.add(new Violation(shortened(field), message));
        }
    }

    List<Violation> list() {
        return List.copyOf(violations);
    }

    private static String shortened(String field) {
        return field.length() <= MAX_FIELD
                ? field
                : field.substring(0, field.offsetByCodePoints(0, MAX_FIELD / 2)) + "…";
    }
}
