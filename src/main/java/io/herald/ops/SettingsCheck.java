package io.herald.ops;

import io.herald.access.AccessConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Says at the start what would be noticed too late. What is missing or makes no sense ends it, in one line that names the setting; that
 * something cannot be reached is no wrong setting and ends nothing.
 */
@ApplicationScoped
class SettingsCheck {
    private static final Logger LOG = Logger.getLogger(SettingsCheck.class);

    /** Before everybody else who observes the start and would fail for the same reason in other words. */
    private static final int FIRST = 1;

    private static final List<String> REQUIRED = List.of("quarkus.redis.hosts", "quarkus.datasource.reactive.url");

    private final Config config;
    private final AccessConfig access;

    SettingsCheck(Config config, AccessConfig access) {
        this.config = config;
        this.access = access;
    }

    void check(@Observes @Priority(FIRST) StartupEvent event) {
        List<String> missing = missing(config);
        if (LaunchMode.current() == LaunchMode.NORMAL && !missing.isEmpty()) {
            throw new ConfigurationException(
                    String.join(", ", missing) + (missing.size() == 1 ? " is" : " are") + " not set.");
        }
        if (access.queryToken()) {
            LOG.warn("herald.auth.query-token is on: tokens in URLs end up in the logs of proxies");
        }
        SettingNames.unknown(config).forEach(LOG::warn);
    }

    static List<String> missing(Config config) {
        List<String> missing = new ArrayList<>();
        for (String name : REQUIRED) {
            Optional<String> value = config.getOptionalValue(name, String.class);
            if (value.isEmpty() || value.get().isBlank()) {
                missing.add(name);
            }
        }
        return missing;
    }
}
