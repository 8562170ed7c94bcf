package io.herald.push.settings;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Rejects invalid settings of Web Push at startup, with one error that lists all of them. */
@Singleton
final class PushSettingsCheck {

    private static final Logger LOG = Logger.getLogger(PushSettingsCheck.class);

    /** Runs after the check for required settings. */
    private static final int EARLY = 2;

    void check(@Observes @Priority(EARLY) StartupEvent event, PushSettings settings, PushConfig config) {
        if (!settings.errors().isEmpty()) {
            throw new ConfigurationException("Herald does not start: " + String.join(", ", settings.errors()));
        }
        if (config.allowPrivate()) {
            LOG.warn(
                    "setting.flagged setting=herald.push.allow-private reason=\"Clients can make the service call addresses of its own network: use it in tests only.\"");
        }
    }
}
