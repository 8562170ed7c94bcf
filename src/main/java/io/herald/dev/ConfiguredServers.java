package io.herald.dev;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;

/** Finds servers that are already configured. A configured server takes precedence over an embedded one. */
final class ConfiguredServers {

    private ConfiguredServers() {}

    /**
     * Returns a predicate for names that are set as environment variables or system properties, in either notation (a.b or A_B).
     * Quarkus' own configuration does not exist yet at this point.
     */
    static Predicate<String> inEnvironment() {
        Config config = new SmallRyeConfigBuilder().addDefaultSources().build();
        return name -> config.getOptionalValue(name, String.class).isPresent();
    }
}
