package io.herald.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An alert on a metric that nobody counts never fires, and a panel without data looks like peace. */
class WatchedMetricsTest {

    /** What Prometheus makes of a histogram; the documents have its own name. */
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

    /** Documented as one group. */
    private static final String OF_THE_JVM = "jvm_";

    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern SECTION = Pattern.compile("^### (Herald\\w+)$", Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
    void are_metrics_that_there_are(String file) throws IOException {
        String documented = Files.readString(Path.of("docs", "metrics.md"));
        List<String> watched = WatchedMetrics.in(file).stream()
                .filter(name -> !name.startsWith(OF_THE_JVM))
                .map(name -> PART.matcher(name).replaceAll(""))
                .distinct()
                .toList();
        assertEquals(
                List.of(),
                watched.stream()
                        .filter(name -> !documented.contains("`" + name + "`"))
                        .toList());
    }

    /** Whoever is called at night looks there. */
    @Test
    void every_alert_has_a_section_that_says_what_to_do() throws IOException {
        String operations = Files.readString(Path.of("docs", "operations.md"));
        List<String> alerts = ALERT.matcher(
                        Files.readString(Chart.DIRECTORY.resolve("files").resolve("alerts.yaml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> sections = SECTION.matcher(operations)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertEquals(alerts, sections, "in the order of the rules");
    }
}
