package io.herald.simulation.oracle;

import java.util.function.Supplier;

/** Prints what happens in a simulation, while it is enabled. */
public final class Trace {

    private static boolean enabled;

    private Trace() {}

    public static void setEnabled(boolean value) {
        enabled = value;
    }

    public static void print(Supplier<String> line) {
        if (enabled) {
            System.out.println(line.get());
        }
    }
}
