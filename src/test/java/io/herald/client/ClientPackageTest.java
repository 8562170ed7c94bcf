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

/** The client as it is given away: small, without dependencies, and whole. */
class ClientPackageTest {

    private static final Path CLIENT = Path.of("src/main/resources/META-INF/resources/client");

    private static final Path SOURCES = Path.of("src/main/client");
    private static final int MOST_BYTES = 8_192;

    @Test
    void it_is_small() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(Files.readAllBytes(CLIENT.resolve("herald.js")));
        }
        assertTrue(zipped.size() < MOST_BYTES, "gzipped: " + zipped.size());
    }

    /** Otherwise it is to be made anew, by src/main/client/minify. */
    @Test
    void it_is_made_of_the_sources_as_they_are() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path source : files.filter(file -> file.toString().endsWith(".js"))
                    .sorted()
                    .toList()) {
                digest.update(Files.readAllBytes(source));
            }
        }
        String beginning = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        assertTrue(served().lines().findFirst().orElseThrow().contains(beginning), "not made of " + beginning);
    }

    @Test
    void it_needs_nothing_else() throws IOException {
        assertFalse(Pattern.compile("\\bimport\\b").matcher(served()).find());
    }

    private static String served() throws IOException {
        return Files.readString(CLIENT.resolve("herald.js"));
    }

    @Test
    void what_is_published_is_the_modules_and_their_types() throws Exception {
        Process npm;
        try {
            npm = new ProcessBuilder("npm", "pack", "--dry-run", "--json", "--offline")
                    .directory(CLIENT.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notThere) {
            System.err.println("SKIPPED: there is no npm.");
            Assumptions.abort("no npm");
            return;
        }
        JsonArray packed = new JsonArray(new String(npm.getInputStream().readAllBytes(), UTF_8));
        Set<String> files = new TreeSet<>();
        packed.getJsonObject(0).getJsonArray("files").forEach(file -> files.add(((JsonObject) file).getString("path")));
        assertEquals(Set.of("herald.js", "herald.d.ts", "herald-react.js", "herald-react.d.ts", "package.json"), files);
        assertEquals(0, npm.waitFor());
    }
}
