package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the modules of the client: their sizes, sources and dependencies. {@code src/main/client/package/check} tests the package. */
class ClientPackageTest {

    private static final Path CLIENT = Path.of("src/main/resources/META-INF/resources/client");
    private static final Path SOURCES = Path.of("src/main/client");
    private static final int MAX_CLIENT_BYTES = 8_192;
    private static final int MAX_BELL_BYTES = 15_000;

    @Test
    void the_client_is_smaller_than_8_kib_gzipped() throws IOException {
        int size = zipped("herald.js");
        assertTrue(size < MAX_CLIENT_BYTES, "gzipped: " + size);
    }

    @Test
    void a_bell_with_its_client_is_smaller_than_15_kb_gzipped() throws IOException {
        int size = zipped("herald.js") + zipped("herald-inbox.js");
        assertTrue(size < MAX_BELL_BYTES, "gzipped: " + size);
    }

    /** If this fails, run src/main/client/minify. */
    @ParameterizedTest
    @CsvSource({
        "herald.js, *.js",
        "herald-inbox.js, 'components/*.{js,css}'",
        "herald-inbox-view.js, 'components/{dom.js,view/*}'",
        "herald-inbox-settings.js, 'components/{dom.js,settings/*}'",
        "herald-inbox-de.js, components/de.js",
        "herald-react.js, '{components/view/inbox-list,react/*}.js'"
    })
    void the_modules_are_built_from_the_current_sources(String module, String sources) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path source : matching(sources)) {
            digest.update(Files.readAllBytes(source));
        }
        String expected = HexFormat.of().formatHex(digest.digest()).substring(0, 6);
        assertTrue(read(module).lines().findFirst().orElseThrow().contains(expected), "not built from " + expected);
    }

    @Test
    void the_client_imports_only_web_push_and_only_on_first_use() throws IOException {
        assertFalse(hasOtherImports("herald.js", "import\\(\"./herald-push.js\"\\)"));
    }

    @Test
    void a_bell_imports_only_the_client_and_its_own_parts_on_first_use() throws IOException {
        assertFalse(
                hasOtherImports(
                        "herald-inbox.js",
                        "import\\{Herald as \\w+}from\"./herald.js\";|import\\(\"./herald-inbox-(view|de).js\"\\)|import.meta.url"));
    }

    private static boolean hasOtherImports(String module, String expected) throws IOException {
        String rest = Pattern.compile(expected).matcher(read(module)).replaceAll("");
        return Pattern.compile("\\bimport\\b").matcher(rest).find();
    }

    private static List<Path> matching(String glob) throws IOException {
        var matcher = SOURCES.getFileSystem().getPathMatcher("glob:" + SOURCES + "/" + glob);
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(matcher::matches).sorted().toList();
        }
    }

    private static int zipped(String module) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(Files.readAllBytes(CLIENT.resolve(module)));
        }
        return zipped.size();
    }

    private static String read(String module) throws IOException {
        return Files.readString(CLIENT.resolve(module));
    }
}
