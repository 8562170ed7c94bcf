package io.herald;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.herald.ProductionClasses.ALL;
import static io.herald.ProductionClasses.ROOT;
import static io.herald.ProductionClasses.check;
import static io.herald.ProductionClasses.in;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks which rooms (packages of the first level) each room may import from. A room without classes breaks no rule. */
class ArchitectureTest {

    private static final Pattern TABLE_ROW = Pattern.compile("^\\| (?<level>\\d+) \\| (?<rooms>`\\w+`(, `\\w+`)*) \\|");
    private static final Set<String> LEVEL_0 = Set.of("event", "problem", "json", "vertx", "loop");
    private static final Set<String> FEATURES = and(LEVEL_0, "limits", "preferences", "access", "log");
    private static final Set<String> TRANSPORTS = and(LEVEL_0, "limits", "access", "hub");

    /** For each room, in order of levels, the rooms that it may import from. */
    private static final Map<String, Set<String>> IMPORTS = Map.ofEntries(
            Map.entry("event", Set.of()),
            Map.entry("problem", Set.of("vertx")),
            Map.entry("json", Set.of("problem")),
            Map.entry("vertx", Set.of()),
            Map.entry("loop", Set.of("problem", "vertx")),
            Map.entry("database", Set.of("vertx", "loop")),
            Map.entry("limits", LEVEL_0),
            Map.entry("preferences", LEVEL_0),
            Map.entry("outbound", Set.of()),
            Map.entry("metrics", Set.of()),
            Map.entry("webhooks", and(LEVEL_0, "outbound")),
            Map.entry("edge", and(LEVEL_0, "limits")),
            Map.entry("access", and(LEVEL_0, "edge")),
            Map.entry("log", and(LEVEL_0, "access")),
            Map.entry("redis", and(LEVEL_0, "access", "log")),
            Map.entry("schedule", and(LEVEL_0, "log")),
            Map.entry("inbox", and(FEATURES, "schedule", "database", "edge", "webhooks")),
            Map.entry("hub", FEATURES),
            Map.entry("publish", and(FEATURES, "schedule", "edge", "webhooks")),
            Map.entry("rooms", and(FEATURES, "database", "edge", "hub")),
            Map.entry("presence", and(FEATURES, "edge", "redis", "hub", "webhooks")),
            Map.entry("push", and(FEATURES, "database", "edge", "presence", "outbound")),
            Map.entry("users", and(FEATURES, "database", "edge", "hub")),
            Map.entry("sse", TRANSPORTS),
            Map.entry("poll", TRANSPORTS),
            Map.entry("outbox", and(FEATURES, "metrics", "database", "publish")),
            Map.entry("hooks", and(FEATURES, "metrics", "edge", "database", "webhooks")),
            Map.entry("ws", and(TRANSPORTS, "publish", "rooms", "presence", "inbox")),
            Map.entry(
                    "ops",
                    and(
                            FEATURES,
                            "edge",
                            "database",
                            "webhooks",
                            "inbox",
                            "hub",
                            "publish",
                            "outbox",
                            "rooms",
                            "presence",
                            "push",
                            "hooks",
                            "users",
                            "sse",
                            "ws",
                            "poll")),
            Map.entry("console", and(FEATURES, "edge", "hub", "presence")),
            Map.entry("dev", LEVEL_0));

    static Stream<String> rooms() {
        return IMPORTS.keySet().stream().sorted();
    }

    /** A new room needs a decision on its level. */
    @Test
    void every_class_belongs_to_a_room_of_the_table() {
        assertEquals(
                List.of(), ALL.stream().filter(in(IMPORTS.keySet()).negate()).toList());
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_imports_only_from_the_rooms_listed_for_it(String room) {
        Set<String> own = Set.of(room);
        check(noClasses()
                .that(in(own))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(in(IMPORTS.get(room)).negate())
                        .and(in(own).negate())));
    }

    @Test
    void packages_have_no_cycles() {
        check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
    }

    /** New contributors read that table first. */
    @Test
    void contributing_lists_every_room_at_its_level() throws IOException {
        Map<String, Integer> levels =
                IMPORTS.keySet().stream().collect(Collectors.toMap(Function.identity(), ArchitectureTest::level));
        Map<String, Integer> listed = Files.readAllLines(Path.of("CONTRIBUTING.md")).stream()
                .map(TABLE_ROW::matcher)
                .filter(Matcher::find)
                .flatMap(row -> Stream.of(row.group("rooms").split(", "))
                        .map(name -> Map.entry(name.replace("`", ""), Integer.valueOf(row.group("level")))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertEquals(new TreeMap<>(levels), new TreeMap<>(listed));
    }

    /** Returns one more than the highest level that the room imports from. */
    private static int level(String room) {
        return LEVEL_0.contains(room)
                ? 0
                : 1
                        + IMPORTS.get(room).stream()
                                .mapToInt(ArchitectureTest::level)
                                .max()
                                .orElse(0);
    }

    private static Set<String> and(Set<String> rooms, String... more) {
        return Stream.concat(rooms.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
