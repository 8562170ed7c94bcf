package io.herald.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.dev.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Prints a table for each scenario, and writes all tables to {@code target/bench}. */
final class Report {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Map<String, String> environment;
    private final Map<String, List<Result>> scenarios = new LinkedHashMap<>();

    Report(Map<String, String> environment) {
        this.environment = environment;
    }

    void add(String scenario, List<Result> results) {
        scenarios.put(scenario, results);
        System.out.println(table(scenario, results));
    }

    /** The columns are all figures that some result has. Times are in milliseconds. */
    private static String table(String scenario, List<Result> results) {
        Set<String> columns = new LinkedHashSet<>(List.of(scenario));
        results.forEach(result -> columns.addAll(result.figures().keySet()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.copyOf(columns));
        for (Result result : results) {
            rows.add(columns.stream()
                    .map(column -> column.equals(scenario)
                            ? result.name()
                            : result.figures().getOrDefault(column, ""))
                    .toList());
        }
        return lines(rows);
    }

    private static String lines(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        List<String> lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.toList());
        lines.add(1, lines.get(0).replaceAll("[^|]", "-"));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(' ').append(i == 0 ? cell + space : space + cell).append(" |");
        }
        return line.toString();
    }

    /** Writes the report and returns its path. */
    Path write() {
        try {
            Path directory = Files.createDirectories(DataDirectory.target().resolve("bench"));
            String fileName = STAMP.format(Instant.now());
            StringBuilder markdown = new StringBuilder();
            environment.forEach((name, value) -> markdown.append("- ")
                    .append(name)
                    .append(": ")
                    .append(value)
                    .append('\n'));
            scenarios.forEach((scenario, results) -> markdown.append('\n').append(table(scenario, results)));
            Files.writeString(directory.resolve(fileName + ".md"), markdown);
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(
                            directory.resolve(fileName + ".json").toFile(),
                            Map.of("about", environment, "scenarios", scenarios));
            return directory.resolve(fileName + ".md");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
