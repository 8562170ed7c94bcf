package io.herald.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.io.File;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that clients generated from the OpenAPI document compile and work with the service. The programs that
 * use them are in {@code src/test/resources/openapi}.
 */
@Tag("extended")
class GeneratedClientIT {

    @RegisterExtension
    static final SharedInstances instances = new SharedInstances();

    private static final Path GENERATOR = Path.of("target/tools/openapi-generator-cli.jar");
    private static final Path PROGRAMS = Path.of("src/test/resources/openapi");
    private static final String TYPESCRIPT = "typescript@5.9.3";

    @TempDir
    Path directory;

    private final String user = "generated-" + UUID.randomUUID();
    private final String token = Tokens.of(user).groups("publisher", "admin").sign();

    @BeforeEach
    void downloadDocument() throws Exception {
        HttpRequest document = HttpRequest.newBuilder(instances.one().baseUri().resolve("/q/openapi?format=json"))
                .build();
        HttpClient.newHttpClient().send(document, BodyHandlers.ofFile(directory.resolve("openapi.json")));
    }

    @Test
    void a_generated_java_client_compiles_and_works() throws Exception {
        generate(
                "java",
                "library=native,hideGenerationTimestamp=true,openApiNullable=false,useJakartaEe=true,invokerPackage=generated,"
                        + "apiPackage=generated.api,modelPackage=generated.model");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> javac = new ArrayList<>(List.of(
                tool("javac"), "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
        javac.add(PROGRAMS.resolve("Program.java").toString());
        try (Stream<Path> sources = Files.walk(directory.resolve("java/src/main/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(javac::add);
        }
        run(javac);
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        assertWorks(run(HeraldProcess.java(), "-cp", classPath, "Program", base(), token, user));
    }

    @Test
    void a_generated_typescript_client_compiles_and_works() throws Exception {
        Assumptions.assumeTrue(isInstalled("npx"), "no npx");
        generate("typescript-fetch", "importFileExtension=.js");
        Path client = directory.resolve("typescript-fetch");
        Files.writeString(client.resolve("package.json"), "{\"type\":\"module\"}");
        Files.copy(PROGRAMS.resolve("program.ts"), client.resolve("program.ts"));
        run(
                "npx",
                "--yes",
                "--package",
                TYPESCRIPT,
                "tsc",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--lib",
                "es2022,dom",
                "--outDir",
                client.resolve("out").toString(),
                client.resolve("program.ts").toString());
        Files.copy(client.resolve("package.json"), client.resolve("out/package.json"));
        assertWorks(run("node", client.resolve("out/program.js").toString(), base(), token, user));
    }

    private void generate(String generator, String properties) throws Exception {
        run(
                HeraldProcess.java(),
                "-jar",
                GENERATOR.toString(),
                "generate",
                "-g",
                generator,
                "-i",
                directory.resolve("openapi.json").toString(),
                "-o",
                directory.resolve(generator).toString(),
                "--additional-properties",
                properties);
    }

    private static void assertWorks(String output) {
        assertEquals(
                "accepted true, inbox Hello from a generated client, read 0, message Hi, cursor true, refused 400 title",
                output.lines().reduce((first, last) -> last).orElse(""));
    }

    private String base() {
        return instances.one().baseUri().toString();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static boolean isInstalled(String command) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, command)));
    }

    private static String run(String... command) throws Exception {
        return run(List.of(command));
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> command.get(0) + ":\n" + output);
        return output;
    }
}
