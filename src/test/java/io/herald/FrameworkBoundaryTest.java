package io.herald;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.herald.ProductionClasses.ROOT;
import static io.herald.ProductionClasses.check;
import static io.herald.ProductionClasses.in;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each framework is used only in certain rooms, or only in classes of a certain name. */
class FrameworkBoundaryTest {

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
                    List.of("database", "inbox", "rooms", "users", "push", "outbox", "hooks", "ops", "dev")),
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

    static Stream<Confinement> confinements() {
        return CONFINEMENTS.stream();
    }

    @ParameterizedTest
    @MethodSource("confinements")
    void only_the_rooms_of_a_framework_import_it(Confinement confinement) {
        check(noClasses()
                .that(in(Set.copyOf(confinement.rooms())).negate())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(confinement.packages().toArray(String[]::new))
                .as("only " + confinement.rooms() + " import " + confinement.framework()));
    }

    /** All rooms depend on the event types, which must not depend on the types of a framework. */
    @Test
    void the_event_room_depends_on_the_jdk_only() {
        check(noClasses()
                .that(in(Set.of("event")))
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
                .and(in(Set.of("problem")).negate())
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
                .callMethodWhere(DescribedPredicate.describe(
                        "the target reads the clock of the system",
                        (JavaAccess<?> call) -> readsSystemClock(call.getTarget())))
                .orShould()
                .callConstructor(Date.class));
    }

    private static boolean readsSystemClock(AccessTarget target) {
        String owner = target.getOwner().getName();
        if (owner.equals(System.class.getName())) {
            return target.getName().equals("currentTimeMillis");
        }
        if (owner.equals(Clock.class.getName())) {
            return target.getName().startsWith("system") || target.getName().startsWith("tick");
        }
        return owner.startsWith("java.time.")
                && target.getName().equals("now")
                && target instanceof AccessTarget.CodeUnitCallTarget call
                && call.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
    }
}
