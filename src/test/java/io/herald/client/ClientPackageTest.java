package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The client as it is given away: small, without dependencies, and whole. */
class ClientPackageTest {

    private static final Path CLIENT = Path.of("src/main/resources/META-INF/resources/client");

    private static final Path SOURCE = Path.of("src/main/client/herald.js");
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
    void it_is_made_of_the_source_as_it_is() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(SOURCE));
        String banner = Files.readString(CLIENT.resolve("herald.js"))
                .lines()
                .findFirst()
                .orElseThrow();
        assertTrue(banner.contains("sha256:" + HexFormat.of().formatHex(digest)), banner);
    }

    @Test
    void it_needs_nothing_else() throws IOException {
        assertTrue(Files.readString(SOURCE).lines().noneMatch(line -> line.startsWith("import ")));
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
