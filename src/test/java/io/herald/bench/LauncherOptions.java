package io.herald.bench;

import io.herald.testing.HeraldProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The launchers of a command line. Each {@code --java} and each {@code --native} adds one; a {@code --jvm} after it gives its
 * options. A {@code --jvm} before any of them adds one on the JVM that runs the benchmark.
 */
final class LauncherOptions {

    private final List<Launcher> launchers = new ArrayList<>();
    private @Nullable String executable;
    private boolean isNative;
    private List<String> options = List.of();

    /** Takes the argument if it describes a launcher. */
    boolean accept(String name, String value) {
        switch (name) {
            case "--java", "--native" -> {
                add();
                executable = value;
                isNative = name.equals("--native");
            }
            case "--jvm" -> {
                if (!options.isEmpty()) {
                    String same = executable;
                    add();
                    executable = same;
                }
                options = value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Returns all launchers, or the JVM that runs the benchmark if the command line names none. */
    List<Launcher> all() {
        add();
        return launchers.isEmpty() ? List.of(Launcher.jvm(HeraldProcess.java(), List.of())) : List.copyOf(launchers);
    }

    private void add() {
        if (executable != null || !options.isEmpty()) {
            launchers.add(
                    isNative
                            ? Launcher.nativeExecutable(executable, options)
                            : Launcher.jvm(executable == null ? HeraldProcess.java() : executable, options));
        }
        executable = null;
        options = List.of();
    }
}
