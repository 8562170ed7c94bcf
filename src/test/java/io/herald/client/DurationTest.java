package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import io.herald.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the client parses durations as {@link Duration} writes them. */
class DurationTest {

    private static final Path SOURCE = Path.of("src/main/client/basics.js");
    private static final String PARSE = """
            async ([source, text]) => {
              const { duration } = await import('data:text/javascript,' + encodeURIComponent(source));
              return String(duration(text) || 0);
            }""";

    private static Browser browser;
    private static Page page;
    private static String source;

    @BeforeAll
    static void open() throws IOException {
        source = Files.readString(SOURCE);
        browser = Browser.start();
        page = browser.page();
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    static Stream<Duration> durations() {
        return Stream.of(
                Duration.ofMillis(1),
                Duration.ofMillis(500),
                Duration.ofMillis(1_500),
                Duration.ofSeconds(20),
                Duration.ofSeconds(59),
                Duration.ofSeconds(60),
                Duration.ofSeconds(61),
                Duration.ofSeconds(90),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofSeconds(3_661),
                Duration.ofHours(25),
                Duration.ofDays(30),
                Duration.ofMillis(90_061_001));
    }

    @ParameterizedTest
    @MethodSource("durations")
    void the_client_parses_the_durations_of_the_service(Duration duration) {
        assertEquals(duration.toMillis(), millis(duration.toString()), 0.001, duration.toString());
    }

    /** The service writes no days, and a truncated text must not be parsed in part. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "60",
                "60s",
                "PT",
                "P",
                "PT1",
                "P1D",
                "P1W",
                "P1M",
                "P1Y",
                "PT1M junk",
                "PT1S1M",
                "PT-1S",
                "undefined"
            })
    void the_client_rejects_every_other_text(String text) {
        assertEquals(0, millis(text), text);
    }

    private static double millis(String text) {
        return Double.parseDouble((String) page.evaluate(PARSE, List.of(source, text)));
    }
}
