package io.herald.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The metrics that the expressions of alerts and dashboard use. */
final class AlertAndDashboardMetrics {

    /** A name with an underscore that is no function, variable, label or label value. All metrics but {@code up} have one. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w$\"])[a-z]+(?:_[a-z0-9]+)+(?![\\w(\"]|\\s*[=!][=~]?\\s*\")");

    private static final int MIN_NAMES = 5;

    private AlertAndDashboardMetrics() {}

    /** @param file a YAML or JSON file of the chart, whose members {@code expr} are expressions */
    static List<String> in(String file) throws IOException {
        JsonNode document = new YAMLMapper()
                .readTree(Chart.DIRECTORY.resolve("files").resolve(file).toFile());
        List<String> names = document.findValuesAsText("expr").stream()
                .flatMap(expression -> NAME.matcher(expression).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
        if (names.size() <= MIN_NAMES) {
            throw new AssertionError("found only " + names);
        }
        return names;
    }
}
