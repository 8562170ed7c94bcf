package io.herald.simulation.oracle;

import java.util.ArrayList;
import java.util.List;

/** Collects what the oracle finds, up to a small number. */
public final class Violations {

    private static final int MOST = 5;

    private final List<String> found = new ArrayList<>();

    public void add(String text) {
        if (found.size() < MOST) {
            found.add(text);
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public void addTo(Violations others) {
        found.forEach(others::add);
    }

    public List<String> found() {
        return List.copyOf(found);
    }
}
