package io.herald.simulation;

import java.util.function.Supplier;

/** Prints what happens in a simulation, with {@code -Dherald.simulation.trace=true}. */
final class Trace {

    private static final boolean ENABLED = Boolean.getBoolean("herald.simulation.trace");

    private Trace() {}

    static void print(Supplier<String> line) {
        if (ENABLED) {
            System.out.println(line.get());
        }
    }
}
