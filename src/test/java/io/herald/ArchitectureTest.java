package io.herald;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The rooms of the house, and what each of them may see. A room that is still empty breaks no rule. */
class ArchitectureTest {

    private static final String ROOT = "io.herald";
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| (?<level>\\d+) \\| (?<rooms>`\\w+`(, `\\w+`)*) \\|");
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final Set<String> GROUND = Set.of("event", "problem", "json", "vertx", "loop");
    private static final Set<String> FEATURES = and(GROUND, "limits", "preferences", "access", "log");
    private static final Set<String> OUTLETS = and(GROUND, "limits", "access", "hub");

    /** Room by room, from the ground up, the rooms that it imports from. */
    private static final Map<String, Set<String>> SEES = Map.ofEntries(
            Map.entry("event", Set.of()),
            Map.entry("problem", Set.of("vertx")),
            Map.entry("json", Set.of("problem")),
            Map.entry("vertx", Set.of()),
            Map.entry("loop", Set.of("problem", "vertx")),
            Map.entry("database", Set.of("vertx", "loop")),
            Map.entry("limits", GROUND),
            Map.entry("preferences", GROUND),
            Map.entry("webhooks", GROUND),
            Map.entry("edge", and(GROUND, "limits")),
            Map.entry("access", and(GROUND, "edge")),
            Map.entry("log", and(GROUND, "access")),
            Map.entry("redis", and(GROUND, "access", "log")),
            Map.entry("notification", and(GROUND, "log")),
            Map.entry("inbox", and(FEATURES, "notification", "database", "edge", "webhooks")),
            Map.entry("hub", FEATURES),
            Map.entry("publish", and(FEATURES, "notification", "edge", "webhooks")),
            Map.entry("rooms", and(FEATURES, "database", "edge", "hub")),
            Map.entry("presence", and(FEATURES, "redis", "hub")),
            Map.entry("users", and(FEATURES, "database", "edge", "hub")),
            Map.entry("sse", OUTLETS),
            Map.entry("poll", OUTLETS),
            Map.entry("ws", and(OUTLETS, "publish", "rooms", "presence", "inbox")),
            Map.entry(
                    "ops",
                    and(
                            FEATURES,
                            "edge",
                            "webhooks",
                            "inbox",
                            "hub",
                            "publish",
                            "rooms",
                            "presence",
                            "users",
                            "sse",
                            "ws",
                            "poll")),
            Map.entry("console", and(FEATURES, "hub", "presence")),
            Map.entry("dev", GROUND));

    /** A framework and the only rooms in which it is imported. */
    private record Confined(String framework, List<String> packages, List<String> rooms) {}

    private static final List<Confined> CONFINED = List.of(
            new Confined(
                    "the Redis client",
                    List.of("io.quarkus.redis..", "io.vertx.redis..", "io.vertx.mutiny.redis.."),
                    List.of("redis", "presence", "vertx")),
            new Confined(
                    "SQL",
                    List.of(
                            "java.sql..",
                            "javax.sql..",
                            "io.vertx.sqlclient..",
                            "io.vertx.mutiny.sqlclient..",
                            "io.vertx.pgclient..",
                            "io.vertx.mutiny.pgclient..",
                            "org.hibernate..",
                            "jakarta.persistence..",
                            "io.quarkus.hibernate..",
                            "org.flywaydb.."),
                    List.of("database", "inbox", "rooms", "users", "ops", "dev")),
            new Confined(
                    "internals of Vert.x, Netty and Quarkus",
                    List.of(
                            "io.vertx..impl..",
                            "io.vertx..internal..",
                            "io.netty..internal..",
                            "io.quarkus.redis.runtime.."),
                    List.of("vertx")),
            new Confined("WebSockets Next", List.of("io.quarkus.websockets.."), List.of("ws")),
            new Confined(
                    "JWT",
                    List.of(
                            "io.smallrye.jwt..",
                            "io.quarkus.smallrye.jwt..",
                            "org.eclipse.microprofile.jwt..",
                            "org.jose4j.."),
                    List.of("access")));

    static Stream<String> rooms() {
        return SEES.keySet().stream().sorted();
    }

    static Stream<Confined> confined() {
        return CONFINED.stream();
    }

    /** A new room is a decision, and its place in the table is what it is about. */
    @Test
    void every_class_lives_in_a_room_of_the_table() {
        assertEquals(
                List.of(), HOUSE.stream().filter(room(SEES.keySet()).negate()).toList());
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void sees_only_what_its_level_allows(String room) {
        Set<String> own = Set.of(room);
        check(noClasses()
                .that(room(own))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(room(SEES.get(room)).negate())
                        .and(room(own).negate())));
    }

    @Test
    void has_no_cycles() {
        check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
    }

    /** A newcomer reads that table first. */
    @Test
    void contributing_lists_every_room_at_its_level() throws IOException {
        Map<String, Integer> levels =
                SEES.keySet().stream().collect(Collectors.toMap(Function.identity(), ArchitectureTest::level));
        Map<String, Integer> listed = Files.readAllLines(Path.of("CONTRIBUTING.md")).stream()
                .map(TABLE_ROW::matcher)
                .filter(Matcher::find)
                .flatMap(row -> Stream.of(row.group("rooms").split(", "))
                        .map(name -> Map.entry(name.replace("`", ""), Integer.valueOf(row.group("level")))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertEquals(new TreeMap<>(levels), new TreeMap<>(listed));
    }

    /** One more than the highest level that the room sees. */
    private static int level(String room) {
        return GROUND.contains(room)
                ? 0
                : 1
                        + SEES.get(room).stream()
                                .mapToInt(ArchitectureTest::level)
                                .max()
                                .orElse(0);
    }

    @ParameterizedTest
    @MethodSource("confined")
    void frameworks_stay_in_their_rooms(Confined confined) {
        check(noClasses()
                .that(room(Set.copyOf(confined.rooms())).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(confined.packages().toArray(String[]::new))
                .as(confined.framework() + " stays in " + confined.rooms()));
    }

    /** Its packages belong to the implementation of the log: other rooms use the ports. */
    @Test
    void nobody_sees_inside_redis() {
        check(noClasses()
                .that(room(Set.of("redis")).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".redis.*.."));
    }

    /** They share connections and layout; the composition root alone combines them. */
    @ParameterizedTest
    @ValueSource(strings = {"append", "history", "tail", "work", "schedule"})
    void parts_of_redis_do_not_see_each_other(String part) {
        String own = ROOT + ".redis." + part;
        check(noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".redis..")
                        .and(resideOutsideOfPackages(own, ROOT + ".redis.connection", ROOT + ".redis.layout"))));
    }

    /** What the whole house stands on must not depend on what any one framework thinks an event is. */
    @Test
    void the_ground_is_the_language_alone() {
        check(noClasses()
                .that(room(Set.of("event")))
                .should()
                .dependOnClassesThat(resideOutsideOfPackages("java..", "org.jspecify..", ROOT + ".event..")));
    }

    @Test
    void resources_are_the_only_ones_to_know_jax_rs() {
        check(classes()
                .that()
                .haveSimpleNameNotEndingWith("Resource")
                .and()
                .haveSimpleNameNotEndingWith("Mapper")
                .and()
                .haveSimpleNameNotEndingWith("Filter")
                .and(room(Set.of("problem")).negate())
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("jakarta.ws.rs..", "org.jboss.resteasy.reactive..")));
    }

    @Test
    void metrics_are_the_only_ones_to_know_micrometer() {
        check(classes()
                .that()
                .haveSimpleNameNotEndingWith("Metrics")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("io.micrometer..")));
    }

    @Test
    void traces_are_the_only_ones_to_know_opentelemetry() {
        check(classes()
                .that()
                .haveSimpleNameNotEndingWith("Traces")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("io.opentelemetry..")));
    }

    /** So that a test can set the time that a bean reads. */
    @Test
    void one_producer_reads_the_clock_of_the_system() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".loop.SystemClock")
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis"));
    }

    private static Set<String> and(Set<String> rooms, String... more) {
        return Stream.concat(rooms.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(HOUSE);
    }

    private static DescribedPredicate<JavaClass> room(Set<String> names) {
        String[] packages = names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
        return DescribedPredicate.describe(
                "in " + Arrays.toString(packages),
                type -> Stream.of(packages)
                        .anyMatch(one -> resideInAPackage(one).test(type)));
    }
}
