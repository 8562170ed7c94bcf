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

/** Checks which rooms (packages of the first level) each room may import from. A room without classes breaks no rule. */
class ArchitectureTest {

    private static final String ROOT = "io.herald";
    private static final Pattern TABLE_ROW = Pattern.compile("^\\| (?<level>\\d+) \\| (?<rooms>`\\w+`(, `\\w+`)*) \\|");
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

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
            Map.entry("webhooks", LEVEL_0),
            Map.entry("edge", and(LEVEL_0, "limits")),
            Map.entry("access", and(LEVEL_0, "edge")),
            Map.entry("log", and(LEVEL_0, "access")),
            Map.entry("redis", and(LEVEL_0, "access", "log")),
            Map.entry("notification", and(LEVEL_0, "log")),
            Map.entry("inbox", and(FEATURES, "notification", "database", "edge", "webhooks")),
            Map.entry("hub", FEATURES),
            Map.entry("publish", and(FEATURES, "notification", "edge", "webhooks")),
            Map.entry("rooms", and(FEATURES, "database", "edge", "hub")),
            Map.entry("presence", and(FEATURES, "redis", "hub")),
            Map.entry("users", and(FEATURES, "database", "edge", "hub")),
            Map.entry("sse", TRANSPORTS),
            Map.entry("poll", TRANSPORTS),
            Map.entry("ws", and(TRANSPORTS, "publish", "rooms", "presence", "inbox")),
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
            Map.entry("dev", LEVEL_0));

    /** A framework and the only rooms that may import it. */
    private record Confinement(String framework, List<String> packages, List<String> rooms) {}

    private static final List<Confinement> CONFINEMENTS = List.of(
            new Confinement(
                    "the Redis client",
                    List.of("io.quarkus.redis..", "io.vertx.redis..", "io.vertx.mutiny.redis.."),
                    List.of("redis", "presence", "vertx")),
            new Confinement(
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
            new Confinement(
                    "internals of Vert.x, Netty and Quarkus",
                    List.of(
                            "io.vertx..impl..",
                            "io.vertx..internal..",
                            "io.netty..internal..",
                            "io.quarkus.redis.runtime.."),
                    List.of("vertx")),
            new Confinement("WebSockets Next", List.of("io.quarkus.websockets.."), List.of("ws")),
            new Confinement(
                    "JWT",
                    List.of(
                            "io.smallrye.jwt..",
                            "io.quarkus.smallrye.jwt..",
                            "org.eclipse.microprofile.jwt..",
                            "org.jose4j.."),
                    List.of("access")));

    static Stream<String> rooms() {
        return IMPORTS.keySet().stream().sorted();
    }

    static Stream<Confinement> confinements() {
        return CONFINEMENTS.stream();
    }

    /** A new room needs a decision on its level. */
    @Test
    void every_class_belongs_to_a_room_of_the_table() {
        assertEquals(
                List.of(),
                CLASSES.stream().filter(room(IMPORTS.keySet()).negate()).toList());
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_imports_only_from_the_rooms_listed_for_it(String room) {
        Set<String> own = Set.of(room);
        check(noClasses()
                .that(room(own))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(room(IMPORTS.get(room)).negate())
                        .and(room(own).negate())));
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

    @ParameterizedTest
    @MethodSource("confinements")
    void only_the_rooms_of_a_framework_import_it(Confinement confinement) {
        check(noClasses()
                .that(room(Set.copyOf(confinement.rooms())).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(confinement.packages().toArray(String[]::new))
                .as("only " + confinement.rooms() + " import " + confinement.framework()));
    }

    /** These packages implement the log: other rooms use its ports. */
    @Test
    void no_other_room_imports_the_packages_within_redis() {
        check(noClasses()
                .that(room(Set.of("redis")).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + ".redis.*.."));
    }

    /** The parts share connections and key layout. Only the composition root combines them. */
    @ParameterizedTest
    @ValueSource(strings = {"append", "history", "tail", "work", "schedule"})
    void the_parts_of_redis_do_not_import_each_other(String part) {
        String own = ROOT + ".redis." + part;
        check(noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".redis..")
                        .and(resideOutsideOfPackages(own, ROOT + ".redis.connection", ROOT + ".redis.layout"))));
    }

    /** All rooms depend on the event types, which must not depend on the types of a framework. */
    @Test
    void the_event_room_depends_on_the_jdk_only() {
        check(noClasses()
                .that(room(Set.of("event")))
                .should()
                .dependOnClassesThat(resideOutsideOfPackages("java..", "org.jspecify..", ROOT + ".event..")));
    }

    @Test
    void only_resources_mappers_and_filters_use_jax_rs() {
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
    void only_metrics_classes_use_micrometer() {
        check(classes()
                .that()
                .haveSimpleNameNotEndingWith("Metrics")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("io.micrometer..")));
    }

    @Test
    void only_traces_classes_use_opentelemetry() {
        check(classes()
                .that()
                .haveSimpleNameNotEndingWith("Traces")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("io.opentelemetry..")));
    }

    /** A test can then set the time that a bean reads. */
    @Test
    void only_the_clock_producer_reads_the_system_clock() {
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
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> room(Set<String> names) {
        String[] packages = names.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
        return DescribedPredicate.describe(
                "in " + Arrays.toString(packages),
                type -> Stream.of(packages)
                        .anyMatch(each -> resideInAPackage(each).test(type)));
    }
}
