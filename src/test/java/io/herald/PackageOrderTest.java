package io.herald;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.herald.ProductionClasses.ALL;
import static io.herald.ProductionClasses.ROOT;
import static io.herald.ProductionClasses.check;
import static io.herald.ProductionClasses.in;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the levels of the packages within each room that has several. */
class PackageOrderTest {

    /** The package of the room itself. */
    private static final String ROOM = "";

    /** The levels of each room, from the lowest up. A package uses only packages of lower levels, and none of its own. */
    private static final Map<String, List<Set<String>>> LEVELS = Map.of(
            "access", List.of(Set.of(ROOM), Set.of("token", "ticket"), Set.of("authentication")),
            "hub",
                    List.of(
                            Set.of("encoding"),
                            Set.of("filters"),
                            Set.of("transport"),
                            Set.of("telemetry"),
                            Set.of("subscriber"),
                            Set.of("fanout", "resume"),
                            Set.of(ROOM)),
            "inbox", List.of(Set.of("storage"), Set.of("projection", "preferences"), Set.of("sent", ROOM)),
            "publish", List.of(Set.of(ROOM), Set.of("notification", "channel")),
            "redis",
                    List.of(
                            Set.of("layout"),
                            Set.of("connection"),
                            Set.of("append", "history", "tail", "work", "schedule"),
                            Set.of(ROOM)),
            "push",
                    List.of(
                            Set.of("crypto", "storage"),
                            Set.of("settings", "payload"),
                            Set.of("queue", "subscription"),
                            Set.of("delivery"),
                            Set.of("telemetry")),
            "ws", List.of(Set.of("command", "protocol"), Set.of(ROOM)),
            "ops", List.of(Set.of("startup", "health", "metrics", "warmup", "drain", "documents", "management")));

    /** Rooms of values that create each other. */
    private static final Set<String> WITH_CYCLES = Set.of("json", "log", "problem");

    static Stream<String> rooms() {
        return LEVELS.keySet().stream().sorted();
    }

    static Stream<String> roomsWithoutCycles() {
        return ALL.stream()
                .map(PackageOrderTest::room)
                .distinct()
                .filter(room -> !WITH_CYCLES.contains(room))
                .sorted();
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1).split("\\.", 2)[0];
    }

    @Test
    void every_package_of_a_room_has_a_level() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass type : ALL) {
            String[] names = type.getPackageName().substring(ROOT.length() + 1).split("\\.", 2);
            found.computeIfAbsent(names[0], room -> new TreeSet<>()).add(names.length == 1 ? ROOM : names[1]);
        }
        found.values().removeIf(packages -> packages.equals(Set.of(ROOM)));
        Map<String, Set<String>> listed = new TreeMap<>();
        LEVELS.forEach((room, levels) ->
                listed.put(room, levels.stream().flatMap(Set::stream).collect(toCollection(TreeSet::new))));
        assertEquals(listed, found);
    }

    /** New contributors read these tables first. */
    @ParameterizedTest
    @MethodSource("rooms")
    void the_architecture_page_describes_every_package(String room) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("docs/architecture.md"));
        LEVELS.get(room).stream()
                .flatMap(Set::stream)
                .map(subpackage -> name(room, subpackage))
                .forEach(name -> {
                    String row = "| `" + name.substring(ROOT.length() + 1) + "` | ";
                    assertTrue(lines.stream().anyMatch(line -> line.startsWith(row)), row);
                });
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_package_uses_only_those_of_lower_levels(String room) {
        List<String> others = new ArrayList<>();
        LEVELS.get(room).forEach(others::addAll);
        for (Set<String> level : LEVELS.get(room)) {
            for (String subpackage : level) {
                others.remove(subpackage);
                check(noClasses()
                        .that()
                        .resideInAPackage(name(room, subpackage))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                others.stream().map(other -> name(room, other)).toArray(String[]::new)));
                others.add(subpackage);
            }
            others.removeAll(level);
        }
    }

    @ParameterizedTest
    @MethodSource("roomsWithoutCycles")
    void no_classes_of_a_room_depend_on_each_other_in_a_cycle(String room) {
        check(slices().assignedFrom(new OuterClasses(room)).should().beFreeOfCycles());
    }

    /** These packages implement the log: other rooms use its ports. */
    @Test
    void other_rooms_do_not_use_the_packages_of_redis() {
        check(noClasses()
                .that(in(Set.of("redis")).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".redis.*.."));
    }

    /** A transport uses the facade, its contract, frame formats and filters. */
    @Test
    void other_rooms_do_not_use_the_subscribers() {
        check(noClasses()
                .that(in(Set.of("hub")).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Stream.of("telemetry", "subscriber", "fanout", "resume")
                        .map(subpackage -> name("hub", subpackage))
                        .toArray(String[]::new)));
    }

    private static String name(String room, String subpackage) {
        return ROOT + "." + room + (subpackage.equals(ROOM) ? "" : "." + subpackage);
    }

    /** Nested classes belong to their outer class, so that the cases of a sealed type may name it. */
    private record OuterClasses(String room) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return in(Set.of(room)).test(type)
                    ? SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""))
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "classes of " + room;
        }
    }
}
