package io.herald;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.herald.dev.DataDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a native image would lack, freeze or refuse, found without building one: that takes minutes and a GraalVM. */
class NativeImageTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.herald");

    /** Read when building, or put into the image by Quarkus. */
    private static final List<String> KNOWN_TO_QUARKUS = List.of(
            "application.properties",
            "META-INF/openapi.yaml",
            "META-INF/openapi/*",
            "META-INF/services/*",
            "META-INF/resources/**");

    /**
     * Caffeine loads the class for the features of a cache by name. Quarkus' Caffeine extension registers those of a maximum size
     * and of expiry after write. An executor and a ticker do not change the class.
     */
    private static final Set<String> CACHES =
            Set.of("newBuilder", "maximumSize", "expireAfterWrite", "executor", "ticker", "build");

    @Test
    void has_every_resource_that_is_not_read_by_then() throws IOException {
        Path classes = DataDirectory.target().resolve("classes");
        List<PathMatcher> registered = Stream.concat(KNOWN_TO_QUARKUS.stream(), includes(classes))
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            List<Path> resources = files.filter(Files::isRegularFile)
                    .map(Path.of("src/main/resources")::relativize)
                    .toList();
            assertTrue(resources.size() > 10, "looked in the wrong place");
            assertEquals(
                    List.of(),
                    resources.stream()
                            .filter(resource -> registered.stream().noneMatch(glob -> glob.matches(resource)))
                            .toList());
        }
    }

    /** Quarkus initialises all classes when building: the random numbers of all instances would be the same ones. */
    @Test
    void freezes_no_random_number_socket_or_thread() {
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(describe(
                        "that lives only at run time",
                        type -> Stream.of(Random.class, Closeable.class, Executor.class, Thread.class, Timer.class)
                                .anyMatch(type::isAssignableTo)))
                .check(HOUSE);
    }

    @Test
    void needs_no_reflection_that_quarkus_cannot_see() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.herald.dev..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "sun..", "jdk.internal..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .check(HOUSE);
    }

    @Test
    void knows_the_kinds_of_caches() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "a Caffeine feature that is not registered",
                        (JavaMethodCall call) -> call.getTargetOwner().isEquivalentTo(Caffeine.class)
                                && !CACHES.contains(call.getName())))
                .check(HOUSE);
    }

    private static Stream<String> includes(Path classes) throws IOException {
        var settings = new Properties();
        try (InputStream in = Files.newInputStream(classes.resolve("application.properties"))) {
            settings.load(in);
        }
        return Stream.of(
                settings.getProperty("quarkus.native.resources.includes").split(","));
    }
}
