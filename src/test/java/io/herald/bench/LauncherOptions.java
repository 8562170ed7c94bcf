package io.herald.bench;

import io.herald.testing.HeraldProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The launchers of a command line. Each {@code --java} and each {@code --native} adds one; a {@code --jvm} after it sets its
 * options and a {@code --name} its label, and a further {@code --jvm} adds the same executable with other options. A {@code --jvm} before any of them is for the
 * JVM that runs the benchmark.
 */
final class LauncherOptions {

    private final List<Launcher> launchers = new ArrayList<>();
    private @Nullable String executable;
    private @Nullable String launcherName;
    private boolean isNative;
    private List<String> options = List.of();
    private boolean hasOptions;

    /** Takes the argument if it describes a launcher. */
    boolean accept(String name, String value) {
        switch (name) {
            case "--java", "--native" -> {
                add();
                executable = value;
                isNative = name.equals("--native");
            }
            case "--jvm" -> {
                if (hasOptions) {
                    String same = executable;
                    add();
                    executable = same;
                }
                options = value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
                hasOptions = true;
            }
            case "--name" -> launcherName = value;
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
        if (executable != null || hasOptions) {
            Launcher launcher = isNative
                    ? Launcher.nativeExecutable(executable, options)
                    : Launcher.jvm(executable == null ? HeraldProcess.java() : executable, options);
            launchers.add(launcherName == null ? launcher : launcher.named(launcherName));
        }
        launcherName = null;
        executable = null;
        options = List.of();
        hasOptions = false;
    }
}
