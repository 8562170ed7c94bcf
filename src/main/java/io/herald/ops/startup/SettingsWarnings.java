package io.herald.ops.startup;

import io.herald.access.authentication.AccessConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Logs a warning at start-up for risky or unknown settings. It never fails the start. */
@ApplicationScoped
class SettingsWarnings {
    private static final Logger LOG = Logger.getLogger(SettingsWarnings.class);

    /** After {@link RequiredSettings}, before {@link StartupSummary}. */
    private static final int AFTER_REQUIRED_SETTINGS = 2;

    private final Config config;
    private final AccessConfig access;

    SettingsWarnings(Config config, AccessConfig access) {
        this.config = config;
        this.access = access;
    }

    void check(@Observes @Priority(AFTER_REQUIRED_SETTINGS) StartupEvent event) {
        if (access.queryToken()) {
            LOG.warn(
                    "setting.flagged setting=herald.auth.query-token reason=\"Tokens in URLs reach the logs of proxies: use"
                            + " tickets.\"");
        }
        UnknownSettings.unknown(config)
                .forEach((name, nearest) -> LOG.warnf("setting.ignored setting=%s suggestion=%s", name, nearest));
    }
}
