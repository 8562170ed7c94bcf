package io.herald;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The build runs the tests with the tag "quarkus" in one process, which starts the service once, and the others in several. */
class QuarkusTestTagTest {

    private static final String ANNOTATION = "\n@QuarkusTest\n";
    private static final String TAG = "@Tag(\"quarkus\")\n";

    @Test
    void every_test_in_the_process_of_the_service_has_the_tag() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "test", "java"))) {
            List<Path> untagged = sources.filter(source -> source.toString().endsWith(".java"))
                    .filter(QuarkusTestTagTest::lacksTag)
                    .toList();
            assertEquals(List.of(), untagged);
        }
    }

    private static boolean lacksTag(Path source) {
        String text = read(source);
        return text.contains(ANNOTATION) && !text.contains(ANNOTATION + TAG);
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
