package io.herald.simulation;

import java.util.ArrayList;
import java.util.List;

/** Collects what the oracle finds, up to a small number. */
final class Violations {

    private static final int MOST = 5;

    private final List<String> found = new ArrayList<>();

    void add(String text) {
        if (found.size() < MOST) {
            found.add(text);
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<String> found() {
        return List.copyOf(found);
    }
}
