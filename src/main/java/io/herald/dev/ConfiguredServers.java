package io.herald.dev;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.Config;

/** What the machine already has: a server that somebody configured wins over an embedded one. */
final class ConfiguredServers {

    private ConfiguredServers() {}

    /**
     * Environment and system properties, under all spellings of a name; Quarkus' own configuration does not exist
     * yet when this is asked.
     */
    static Predicate<String> byTheMachine() {
        Config config = new SmallRyeConfigBuilder().addDefaultSources().build();
        return name -> config.getOptionalValue(name, String.class).isPresent();
    }
}
