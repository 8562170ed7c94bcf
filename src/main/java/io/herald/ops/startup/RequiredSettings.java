package io.herald.ops.startup;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * Fails the start if a required setting is missing, with one line that names all of them. Required are the settings without
 * a useful default. Quarkus logs a {@code ConfigurationException} without its stack trace.
 */
@Singleton
final class RequiredSettings {

    /** Before all other start-up observers, which would fail with less helpful errors. */
    private static final int FIRST = 1;

    /**
     * Marks a placeholder in application.properties: a required setting whose absence would fail the start before this
     * check.
     */
    private static final String NOT_SET = "//not-set/";

    /** Each inner list contains alternatives; one of them must be set. */
    private static final List<List<String>> REQUIRED = List.of(
            List.of("quarkus.redis.hosts", "quarkus.redis.hosts-provider-name"),
            List.of("quarkus.datasource.reactive.url"),
            List.of(
                    "mp.jwt.verify.publickey.location",
                    "mp.jwt.verify.publickey",
                    "smallrye.jwt.verify.key.location",
                    "smallrye.jwt.verify.secretkey"));

    void check(@Observes @Priority(FIRST) StartupEvent event, Config config) {
        String missing = REQUIRED.stream()
                .filter(names -> names.stream().noneMatch(name -> isSet(config, name)))
                .map(names -> names.get(0))
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new ConfigurationException("Herald does not start: set " + missing);
        }
    }

    private static boolean isSet(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                .filter(value -> !value.contains(NOT_SET))
                .isPresent();
    }
}
