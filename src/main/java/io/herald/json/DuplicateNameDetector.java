package io.herald.json;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Detects duplicate member names of an object. Compares up to {@value #FEW} names one by one and puts more into a set, so that
 * a hostile object costs linear time.
 */
final class DuplicateNameDetector {
    private static final int FEW = 12;

    private final @Nullable String[] few = new String[FEW];
    private int count;
    private @Nullable Set<String> many;

    /** Returns false if the name has been added before. */
    boolean add(String name) {
        if (many != null) {
            return many.add(name);
        }
        for (int i = 0; i < count; i++) {
            if (name.equals(few[i])) {
                return false;
            }
        }
        if (count == FEW) {
            many = new HashSet<>(Arrays.asList(few));
            return many.add(name);
        }
        few[count++] = name;
        return true;
    }
}
