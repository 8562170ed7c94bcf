package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.herald.testing.HeraldProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the entry point of the image with the options that the docs and the chart name. The last options make the JVM print its
 * flags instead of starting the service.
 */
class JvmOptionsTest {

    private static final Path DOCKER = Path.of("src", "main", "docker");
    private static final List<String> PRINT_FLAGS = List.of("-XX:+PrintFlagsFinal", "-version");

    @TempDir
    static Path image;

    private static final List<String> ONE_CPU = List.of("taskset", "-c", "0");
    private static final Pattern FLAG = Pattern.compile("^ *\\w+ (\\w+) +:?= (\\S*) ", Pattern.MULTILINE);

    /** An option in a code span, or after a variable or the name of an image in a command. */
    private static final Pattern OPTION = Pattern.compile("(?<=[`\"= ])-X[A-Za-z:][^`\"\n]*");

    /** This document has options of a native executable, not of a JVM. */
    private static final String NATIVE_DOCUMENT = "native.md";

    @Test
    void the_default_on_several_cpus_is_a_heap_of_forty_percent_and_g1() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        Map<String, String> flags = start("");
        assertEquals("true", flags.get("UseG1GC"));
        assertEquals("40.000000", flags.get("MaxRAMPercentage"));
        assertEquals("true", flags.get("ExitOnOutOfMemoryError"));
    }

    @Test
    void the_default_on_one_cpu_is_the_same_heap_the_serial_collector_and_the_first_compiler() throws Exception {
        Map<String, String> flags = start(ONE_CPU, "");
        assertEquals("true", flags.get("UseSerialGC"));
        assertEquals("1", flags.get("TieredStopAtLevel"));
        assertEquals("40.000000", flags.get("MaxRAMPercentage"));
        assertEquals("40.000000", flags.get("MinRAMPercentage"));
        assertEquals("true", flags.get("ExitOnOutOfMemoryError"));
    }

    /** The files are those of a cgroup: of version 2, and of version 1. */
    @ParameterizedTest
    @CsvSource({
        "cpu.max, 50000 100000, 1",
        "cpu.max, 100000 100000, 1",
        "cpu.max, 150000 100000, 4",
        "cpu.max, max 100000, 4",
        "cpu/cpu.cfs_quota_us, 100000, 1",
        "cpu/cpu.cfs_quota_us, 150000, 4",
        "cpu/cpu.cfs_quota_us, -1, 4"
    })
    void a_quota_of_up_to_one_cpu_counts_as_one_cpu(String file, String quota, String compilers) throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        Path group = Files.createTempDirectory(image, "cgroup");
        Files.createDirectories(group.resolve("cpu"));
        Files.writeString(group.resolve("cpu/cpu.cfs_period_us"), "100000\n");
        Files.writeString(group.resolve(file), quota + "\n");
        Path script = image.resolve("run-in-cgroup.sh");
        Files.writeString(
                script, Files.readString(DOCKER.resolve("run.sh")).replace("/sys/fs/cgroup", group.toString()));
        assertEquals(compilers, start(List.of(), script, "").get("TieredStopAtLevel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:TieredStopAtLevel=4", "-XX:+UseG1GC", "-XX:+UseParallelGC -XX:MaxRAMPercentage=30"})
    void every_default_on_one_cpu_can_be_replaced(String options) throws Exception {
        assertInEffect(options, start(ONE_CPU, options));
        assertInEffect(options, start(ONE_CPU, "", options.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("documentedOptions")
    void the_options_of_the_docs_and_the_chart_take_effect(String options) throws Exception {
        assertInEffect(options, start(options));
        assertInEffect(options, start("", options.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseSerialGC",
                "-XX:+UseParallelGC",
                "-XX:+UseG1GC",
                "-XX:MaxRAMPercentage=30 -XX:-ExitOnOutOfMemoryError",
                "-XX:GCTimeRatio=19 -XX:MinHeapFreeRatio=30 -XX:MaxHeapFreeRatio=60"
            })
    void every_default_of_the_image_can_be_replaced(String options) throws Exception {
        assertInEffect(options, start(options));
        assertInEffect(options, start("", options.split(" ")));
    }

    @Test
    void the_variable_and_the_arguments_of_the_chart_take_effect_together() throws Exception {
        Container container = Chart.render("everything").container();
        String variable = container.getEnv().stream()
                .filter(each -> each.getName().equals("JDK_JAVA_OPTIONS"))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
        Map<String, String> flags = start(variable, container.getArgs().toArray(String[]::new));
        assertEquals("true", flags.get("UseSerialGC"));
        assertEquals(Integer.toString(400 << 20), flags.get("MaxHeapSize"));
    }

    @Test
    void the_build_context_contains_the_default_flags_of_the_image() throws IOException {
        assertTrue(Files.readAllLines(Path.of(".dockerignore"))
                .containsAll(List.of("!src/main/docker/*.flags", "!src/main/docker/run.sh")));
        assertTrue(Files.readString(DOCKER.resolve("Dockerfile.jvm")).contains("ENTRYPOINT [\"/deployments/run.sh\"]"));
    }

    @Test
    void a_native_executable_has_the_same_share_of_memory_as_heap() throws IOException {
        String settings = Files.readString(Path.of("src", "main", "resources", "application.properties"));
        assertTrue(settings.contains("additional-build-args=-R:MaximumHeapSizePercent=40\n"));
    }

    static Stream<String> documentedOptions() throws IOException {
        try (Stream<Path> documents = Files.list(Path.of("docs"))) {
            List<Path> sources = documents
                    .filter(document -> document.toString().endsWith(".md") && !document.endsWith(NATIVE_DOCUMENT))
                    .toList();
            List<String> options = new ArrayList<>();
            for (Path document : sources) {
                OPTION.matcher(Files.readString(document)).results().forEach(match -> options.add(match.group()));
            }
            assertTrue(options.contains("-XX:+UseSerialGC -Xms64m -Xmn32m"), () -> "found only " + options);
            return options.stream().map(String::strip).distinct();
        }
    }

    private static void assertInEffect(String options, Map<String, String> flags) {
        for (String option : options.split(" ")) {
            if (option.startsWith("-XX:+") || option.startsWith("-XX:-")) {
                assertEquals(Boolean.toString(option.charAt(4) == '+'), flags.get(option.substring(5)), option);
            } else if (option.startsWith("-XX:")) {
                String[] flag = option.substring(4).split("=");
                assertEquals(Double.parseDouble(flag[1]), Double.parseDouble(flags.get(flag[0])), option);
            }
        }
    }

    /** @return the flags with which the JVM started */
    private static Map<String, String> start(String variable, String... arguments) throws Exception {
        return start(List.of(), variable, arguments);
    }

    /** Copies the files of the image that determine the options, with a jar that does nothing. */
    @BeforeAll
    static void createImage() throws IOException {
        for (String file : List.of("run.sh", "jvm.flags", "jvm-one-cpu.flags")) {
            Files.copy(DOCKER.resolve(file), image.resolve(file));
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "None");
        new JarOutputStream(Files.newOutputStream(image.resolve("quarkus-run.jar")), manifest).close();
    }

    private static Map<String, String> start(List<String> prefix, String variable, String... arguments)
            throws Exception {
        return start(prefix, image.resolve("run.sh"), variable, arguments);
    }

    private static Map<String, String> start(List<String> prefix, Path script, String variable, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        command.addAll(PRINT_FLAGS);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JDK_JAVA_OPTIONS", variable);
        builder.environment()
                .merge("PATH", Path.of(HeraldProcess.java()).getParent() + ":", (path, java) -> java + path);
        Process jvm = builder.start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jvm.waitFor(), output);
        return FLAG.matcher(output)
                .results()
                .collect(Collectors.toMap(each -> each.group(1), each -> each.group(2), (a, b) -> b));
    }
}
