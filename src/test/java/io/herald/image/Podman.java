package io.herald.image;

import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Builds the images and runs them with podman on the network of this machine, with the settings of the test servers. */
final class Podman {

    /** Set by {@code .ci/run} and {@code bin/image-check} if this machine can run containers. */
    private static final String VARIABLE = "HERALD_TEST_CONTAINERS";

    private static final String KEY = "mp.jwt.verify.publickey.location";

    /** In a directory that every image has: podman would create another one, and report it as written. */
    private static final String MOUNTED_KEY = "/tmp/jwt.pem";

    private static final Path SCRIPTS = Path.of("containers");
    private static final String PODMAN = SCRIPTS.resolve("podman").toString();

    /** Limits above the hard ones of this machine prevent the start, so they are named. */
    private static final List<String> LIMITS = List.of("--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024");

    private Podman() {}

    static boolean isAvailable() {
        return System.getenv(VARIABLE) != null;
    }

    /** Builds the images of the package, or those of the native executable. */
    static List<String> build() {
        String script = SCRIPTS.resolve("build").toString();
        if (HeraldProcess.isNative()) {
            execute(script, "native", HeraldProcess.nativeExecutable().toString());
            return List.of("native", "native-micro");
        }
        execute(script, "jvm");
        return List.of("jvm");
    }

    /** Starts a container, whose process is that of podman: it passes signals on, and ends with the exit code of the service. */
    static HeraldProcess run(String name, String image, String... options) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.put("herald.drain.window", "1s");
        List<String> command = new ArrayList<>(List.of(PODMAN, "run", "--name=" + name, "--pull=never", "--net=host"));
        command.addAll(LIMITS);
        Stream.of("QUARKUS_*", "HERALD_*", "MP_JWT_*")
                .map(variables -> "--env=" + variables)
                .forEach(command::add);
        Path key = Path.of(URI.create(settings.get(KEY)));
        command.add("--volume=" + key + ":" + MOUNTED_KEY + ":ro");
        settings.put(KEY, "file://" + MOUNTED_KEY);
        command.addAll(List.of(options));
        command.add("localhost/herald:" + image);
        return HeraldProcess.launch(settings, command);
    }

    /** Returns the files that the container has written, without those that podman mounts. */
    static List<String> written(String name) {
        // A line is "A /added" or "C /changed".
        return execute(PODMAN, "diff", name)
                .lines()
                .map(line -> line.substring(2))
                .toList();
    }

    static void remove(String name) {
        execute(PODMAN, "rm", "--force", "--time=0", "--ignore", name);
    }

    /** Returns the output, and fails with it. */
    static String execute(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ":\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
