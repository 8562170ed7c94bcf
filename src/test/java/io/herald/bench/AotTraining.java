package io.herald.bench;

import io.herald.dev.DataDirectory;
import io.herald.testing.HeraldProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The main class of {@code bench/train} and of the training stage of the image: runs the packaged service under {@link TrainingLoad} and has the JVM write its AOT
 * cache at the end. The cache is valid for exactly this JVM and this package.
 */
public final class AotTraining {

    /** At exit the JVM starts a second one that writes the cache. On one busy core this takes minutes. */
    private static final Duration ASSEMBLY = Duration.ofMinutes(5);

    private static final String USAGE = """
            usage: bench/train [option…]
              --seconds=40     of load
              --java=PATH      the JVM that will run the service
              --jvm="…"        options of the training: the collector, above all, must be that of the service
              --output=PATH    the cache, by default app.aot beside quarkus-run.jar
            """;

    private AotTraining() {}

    public static void main(String[] args) throws IOException {
        Options options = Options.parse(USAGE, args);
        if (options == null || !options.scenarios().isEmpty()) {
            System.err.print(USAGE);
            System.exit(64);
        }
        Path cache = Path.of(options.text(
                "output", HeraldProcess.jar().resolveSibling("app.aot").toString()));
        Files.deleteIfExists(cache);
        Launcher launcher = options.launchers().get(0).with("-XX:AOTCacheOutput=" + cache);
        DataDirectory dataDirectory = DataDirectory.named("bench-home");
        Map<String, String> servers = ScenarioFixture.sharedSettings(dataDirectory);
        try (ScenarioFixture fixture =
                ScenarioFixture.start(options, launcher, servers, dataDirectory, CpuPinning.none())) {
            new TrainingLoad(fixture, options.number("seconds", 40)).run();
            fixture.herald.sendTerminate();
            fixture.herald.awaitExit(ASSEMBLY);
            if (!Files.exists(cache)) {
                throw new IllegalStateException("The JVM wrote no cache. An AOT cache needs a JDK 25 or later:\n"
                        + String.join("\n", fixture.herald.log()));
            }
        }
        System.out.printf("wrote %s, %d MB%n", cache, Files.size(cache) >> 20);
        System.exit(0);
    }
}
