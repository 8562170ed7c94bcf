package io.herald.ops;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * What has no default that would make sense: a start without it ends in one line that names every setting that is
 * missing. Quarkus logs this kind of exception without its stack.
 */
@Singleton
final class RequiredSettings {

    /** Before everybody else's start, which would fail in a way of its own. */
    private static final int FIRST = 1;

    /** Stands in application.properties for what has no default and must not be absent before anybody can say so. */
    private static final String NOT_SET = "//not-set/";

    /** One of each line is enough. */
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
            throw new ConfigurationException("Herald does not start: not set: " + missing);
        }
    }

    private static boolean isSet(Config config, String name) {
        return config.getOptionalValue(name, String.class)
                .filter(value -> !value.contains(NOT_SET))
                .isPresent();
    }
}
