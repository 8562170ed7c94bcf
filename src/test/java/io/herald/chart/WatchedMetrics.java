package io.herald.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The metrics that the expressions of alerts and dashboard use. */
final class WatchedMetrics {

    /** A word with an underscore that is no function, variable, label or value of a label. All metrics have one, but {@code up}. */
    private static final Pattern NAME =
            Pattern.compile("(?<![\\w$\"])[a-z]+(?:_[a-z0-9]+)+(?![\\w(\"]|\\s*[=!][=~]?\\s*\")");

    private static final int FEWEST = 5;

    private WatchedMetrics() {}

    /** @param file of the chart, YAML or JSON, whose members {@code expr} are expressions */
    static List<String> in(String file) throws IOException {
        JsonNode document = new YAMLMapper()
                .readTree(Chart.DIRECTORY.resolve("files").resolve(file).toFile());
        List<String> names = document.findValuesAsText("expr").stream()
                .flatMap(expression -> NAME.matcher(expression).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
        if (names.size() <= FEWEST) {
            throw new AssertionError("found only " + names);
        }
        return names;
    }
}
