package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Checks the published client: its size, its dependencies and its files. */
class ClientPackageTest {

    private static final Path CLIENT = Path.of("src/main/resources/META-INF/resources/client");

    private static final Path SOURCES = Path.of("src/main/client");
    private static final int MAX_BYTES = 8_192;

    @Test
    void the_module_is_smaller_than_8_kib_gzipped() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(Files.readAllBytes(CLIENT.resolve("herald.js")));
        }
        assertTrue(zipped.size() < MAX_BYTES, "gzipped: " + zipped.size());
    }

    /** If this fails, run src/main/client/minify. */
    @Test
    void the_module_is_built_from_the_current_sources() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path source : files.filter(file -> file.toString().endsWith(".js"))
                    .sorted()
                    .toList()) {
                digest.update(Files.readAllBytes(source));
            }
        }
        String expected = HexFormat.of().formatHex(digest.digest()).substring(0, 8);
        assertTrue(served().lines().findFirst().orElseThrow().contains(expected), "not built from " + expected);
    }

    @Test
    void the_module_imports_only_web_push_and_only_on_first_use() throws IOException {
        String rest = served().replace("import(\"./herald-push.js\")", "");
        assertFalse(Pattern.compile("\\bimport\\b").matcher(rest).find());
    }

    private static String served() throws IOException {
        return Files.readString(CLIENT.resolve("herald.js"));
    }

    @Test
    void the_package_contains_the_modules_and_their_types() throws Exception {
        Process npm;
        try {
            npm = new ProcessBuilder("npm", "pack", "--dry-run", "--json", "--offline")
                    .directory(CLIENT.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            System.err.println("SKIPPED: npm is not installed.");
            Assumptions.abort("no npm");
            return;
        }
        JsonArray packed = new JsonArray(new String(npm.getInputStream().readAllBytes(), UTF_8));
        Set<String> files = new TreeSet<>();
        packed.getJsonObject(0).getJsonArray("files").forEach(file -> files.add(((JsonObject) file).getString("path")));
        assertEquals(
                Set.of(
                        "herald.js",
                        "herald.d.ts",
                        "herald-push.js",
                        "herald-worker.js",
                        "herald-react.js",
                        "herald-react.d.ts",
                        "package.json"),
                files);
        assertEquals(0, npm.waitFor());
    }
}
