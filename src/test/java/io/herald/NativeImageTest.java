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

/** Checks for code that fails in a native image, without building one: a build takes minutes and a GraalVM. */
class NativeImageTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.herald");

    /** Quarkus reads these during the build or adds them to the image. */
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
    private static final Set<String> CACHE_METHODS =
            Set.of("newBuilder", "maximumSize", "expireAfterWrite", "executor", "ticker", "build");

    @Test
    void every_resource_that_is_read_at_run_time_is_registered() throws IOException {
        Path classes = DataDirectory.target().resolve("classes");
        List<PathMatcher> registered = Stream.concat(KNOWN_TO_QUARKUS.stream(), includes(classes))
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            List<Path> resources = files.filter(Files::isRegularFile)
                    .map(Path.of("src/main/resources")::relativize)
                    .toList();
            assertTrue(resources.size() > 10, "too few resources found");
            assertEquals(
                    List.of(),
                    resources.stream()
                            .filter(resource -> registered.stream().noneMatch(glob -> glob.matches(resource)))
                            .toList());
        }
    }

    /** Quarkus initialises all classes during the build: all instances would draw the same random numbers. */
    @Test
    void no_static_field_holds_a_random_number_a_socket_or_a_thread() {
        noFields()
                .that()
                .areStatic()
                .should()
                .haveRawType(describe(
                        "that must be created at run time",
                        type -> Stream.of(Random.class, Closeable.class, Executor.class, Thread.class, Timer.class)
                                .anyMatch(type::isAssignableTo)))
                .check(CLASSES);
    }

    @Test
    void no_class_uses_reflection_that_quarkus_cannot_see() {
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
                .check(CLASSES);
    }

    @Test
    void caches_use_registered_caffeine_features_only() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "a Caffeine feature that is not registered",
                        (JavaMethodCall call) -> call.getTargetOwner().isEquivalentTo(Caffeine.class)
                                && !CACHE_METHODS.contains(call.getName())))
                .check(CLASSES);
    }

    private static Stream<String> includes(Path classes) throws IOException {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(classes.resolve("application.properties"))) {
            properties.load(in);
        }
        return Stream.of(
                properties.getProperty("quarkus.native.resources.includes").split(","));
    }
}
