package io.herald.bench;

import io.herald.testing.HeraldProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to start the service: a JVM with options, or a native executable.
 *
 * @param name the label in the report
 * @param command the command line
 */
record Launcher(String name, List<String> command) {

    static Launcher jvm(String java, List<String> options) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(options);
        command.addAll(List.of("-jar", jar()));
        return new Launcher(label(home(java), options), List.copyOf(command));
    }

    static Launcher nativeExecutable(String executable, List<String> options) {
        List<String> command = new ArrayList<>(List.of(executable));
        command.addAll(options);
        return new Launcher(label("native", options), List.copyOf(command));
    }

    Launcher named(String label) {
        return new Launcher(label, command);
    }

    /** Returns the same launcher with one more option of the JVM or the executable. */
    Launcher with(String option) {
        List<String> longer = new ArrayList<>(command);
        longer.add(1, option);
        return new Launcher(name, List.copyOf(longer));
    }

    /** The AOT cache records where the jar is, so a link to the package must not be its path. */
    private static String jar() {
        try {
            return HeraldProcess.jar().toRealPath().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String label(String what, List<String> options) {
        return options.isEmpty() ? what : what + " " + String.join(" ", options);
    }

    /** Returns the directory of the JDK, which usually names its version. */
    private static String home(String java) {
        Path bin = Path.of(java).toAbsolutePath().normalize().getParent();
        return bin == null || bin.getParent() == null
                ? java
                : bin.getParent().getFileName().toString();
    }
}
