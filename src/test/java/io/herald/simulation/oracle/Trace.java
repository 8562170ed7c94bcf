package io.herald.simulation.oracle;

import java.util.function.Supplier;

/** Prints what happens in a simulation, with {@code -Dherald.simulation.trace=true}. */
public final class Trace {

    private static final boolean ENABLED = Boolean.getBoolean("herald.simulation.trace");

    private Trace() {}

    public static void print(Supplier<String> line) {
        if (ENABLED) {
            System.out.println(line.get());
        }
    }
}
