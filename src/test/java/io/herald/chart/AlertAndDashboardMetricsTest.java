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

/** Checks the metric names of alerts and dashboard: an alert on an unknown metric never fires. */
class AlertAndDashboardMetricsTest {

    /** The suffixes of a histogram in Prometheus. The docs use the name without suffix. */
    private static final Pattern HISTOGRAM_SUFFIX = Pattern.compile("_(bucket|sum|count)$");

    /** The docs describe the metrics of the JVM as one group. */
    private static final String JVM_PREFIX = "jvm_";

    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern SECTION = Pattern.compile("^### (Herald\\w+)$", Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
    void the_metrics_of_alerts_and_dashboard_are_documented(String file) throws IOException {
        String documented = Files.readString(Path.of("docs", "metrics.md"));
        List<String> watched = AlertAndDashboardMetrics.in(file).stream()
                .filter(name -> !name.startsWith(JVM_PREFIX))
                .map(name -> HISTOGRAM_SUFFIX.matcher(name).replaceAll(""))
                .distinct()
                .toList();
        assertEquals(
                List.of(),
                watched.stream()
                        .filter(name -> !documented.contains("`" + name + "`"))
                        .toList());
    }

    /** An operator who receives an alert looks there. */
    @Test
    void every_alert_has_a_section_in_the_operations_guide() throws IOException {
        String operations = Files.readString(Path.of("docs", "operations.md"));
        List<String> alerts = ALERT.matcher(
                        Files.readString(Chart.DIRECTORY.resolve("files").resolve("alerts.yaml")))
                .results()
                .map(match -> match.group(1))
                .toList();
        List<String> sections = SECTION.matcher(operations)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertEquals(alerts, sections, "sections in the order of the rules");
    }
}
