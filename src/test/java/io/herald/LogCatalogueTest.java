package io.herald;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.LogCallScanner.LogCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that docs/logs.md and the sources have the same log events: operators search for them and filter by level. */
class LogCatalogueTest {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| ([A-Z, ]+) \\|([^|]*)\\| [^|]+ \\|$");
    private static final Pattern KEY_ROW = Pattern.compile("^\\| (`[^|]+`) \\| [^|]+ \\|$");
    private static final Pattern QUOTED = Pattern.compile("`([a-zA-Z]+)`");
    private static final Pattern LOGGER_FIELD = Pattern.compile("\\bLogger\\s+(\\w+)\\s*[=;]");
    private static final Pattern OTHER_LOGGER = Pattern.compile(
            "import (java\\.util\\.logging\\.Logger|org\\.slf4j\\..*|io\\.quarkus\\.logging\\.Log|java\\.lang\\.System\\.Logger);");

    /** This class writes the events of its callers, so its own calls name none. */
    private static final String FAILURE_LOG = "FailureLogger.java";

    /** The catalogue's description of an event. */
    private record Event(Set<String> levels, Set<String> keys) {}

    @Test
    void the_catalogue_lists_exactly_the_events_of_the_sources_with_their_levels_and_keys() throws IOException {
        assertEquals(render(documented()), render(logged()));
    }

    @Test
    void every_message_begins_with_an_event_or_is_a_documented_sentence() throws IOException {
        Set<String> sentences = documented().keySet().stream()
                .filter(name -> !LogCallScanner.EVENT.matcher(name).matches())
                .collect(Collectors.toSet());
        assertEquals(Set.of("Herald does not start: %s"), sentences);
    }

    @Test
    void the_vocabulary_lists_exactly_the_keys_of_the_events() throws IOException {
        Set<String> used = new TreeSet<>();
        documented().values().forEach(event -> used.addAll(event.keys()));
        assertEquals(vocabulary(), used);
    }

    @Test
    void no_class_logs_in_a_way_that_the_scan_misses() {
        List<String> others = sources()
                .filter(file -> !file.endsWith(FAILURE_LOG))
                .filter(file -> LOGGER_FIELD
                                .matcher(read(file))
                                .results()
                                .anyMatch(match -> !match.group(1).equals("LOG"))
                        || OTHER_LOGGER.matcher(read(file)).find())
                .map(file -> file.getFileName().toString())
                .toList();
        assertEquals(List.of("LogLinePublisher.java"), others, "only listens to the log");
    }

    @Test
    void a_call_is_found_over_several_lines_with_all_its_levels() {
        List<LogCall> calls = LogCallScanner.scan("""
                // LOG.info("comment.ignored");
                LOG.logf(
                        isNew(')') ? Level.WARN : Level.DEBUG,
                        "tail.opened partition=%d"
                                + " reason=\\"%s\\"",
                        partition, of("x=1"));
                LOG . error ( "Herald does not start" ) ;
                ports.failures()
                        .failed("tail.failed connection=" + name, e);
                route.failed("no server");
                """);
        assertEquals(
                List.of(
                        new LogCall("tail.opened", Set.of("DEBUG", "WARN"), Set.of("partition", "reason")),
                        new LogCall("Herald does not start", Set.of("ERROR"), Set.of()),
                        new LogCall("tail.failed", Set.of("ERROR"), Set.of("connection"))),
                calls);
    }

    private static Map<String, Event> logged() {
        Map<String, Event> events = new TreeMap<>();
        sources()
                .filter(file -> !file.endsWith(FAILURE_LOG))
                .flatMap(file -> LogCallScanner.scan(read(file)).stream())
                .forEach(call -> {
                    assertTrue(!call.levels().isEmpty(), () -> "no level: " + call.text());
                    events.merge(
                            call.text(),
                            new Event(new TreeSet<>(call.levels()), call.keys()),
                            LogCatalogueTest::merged);
                });
        assertTrue(events.size() > 20, "too few events found");
        return events;
    }

    private static Event merged(Event first, Event second) {
        return new Event(union(first.levels(), second.levels()), union(first.keys(), second.keys()));
    }

    private static Set<String> union(Set<String> first, Set<String> second) {
        Set<String> all = new TreeSet<>(first);
        all.addAll(second);
        return all;
    }

    private static Map<String, Event> documented() throws IOException {
        Map<String, Event> events = new TreeMap<>();
        for (String line : document()) {
            ROW.matcher(line).results().forEach(row -> {
                Set<String> levels = new TreeSet<>(Arrays.asList(row.group(2).split(", ")));
                Event before = events.put(row.group(1).replace("…", "%s"), new Event(levels, quoted(row.group(3))));
                assertEquals(null, before, () -> "listed twice: " + row.group(1));
            });
        }
        return events;
    }

    private static Set<String> vocabulary() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (String line : document()) {
            KEY_ROW.matcher(line).results().forEach(row -> keys.addAll(quoted(row.group(1))));
        }
        return keys;
    }

    private static Set<String> quoted(String cell) {
        return QUOTED.matcher(cell)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String render(Map<String, Event> events) {
        return events.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().levels() + " "
                        + entry.getValue().keys())
                .collect(Collectors.joining("\n"));
    }

    private static List<String> document() throws IOException {
        return Files.readAllLines(Path.of("docs", "logs.md"));
    }

    private static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
