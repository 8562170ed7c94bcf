package io.herald.ops.startup;

import io.herald.hub.StreamConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Rejects a heartbeat that does not keep idle streams over HTTP/2 open. Such a connection keeps the idle timeout of HTTP,
 * because it carries other requests too, and a stream without events has no other output than its heartbeats.
 */
@Singleton
final class StreamSettingsCheck {

    /** After {@link RequiredSettings}. */
    private static final int AFTER_REQUIRED_SETTINGS = 2;

    void check(
            @Observes @Priority(AFTER_REQUIRED_SETTINGS) StartupEvent event,
            StreamConfig config,
            @ConfigProperty(name = "quarkus.http.idle-timeout") Duration idleTimeout,
            @ConfigProperty(name = "quarkus.http.http2", defaultValue = "true") boolean http2) {
        violation(config.heartbeat(), idleTimeout, http2).ifPresent(violation -> {
            throw new ConfigurationException("Herald does not start: " + violation);
        });
    }

    /** @param idleTimeout zero for none */
    static Optional<String> violation(Duration heartbeat, Duration idleTimeout, boolean http2) {
        if (heartbeat.isZero() || heartbeat.isNegative()) {
            return Optional.of("herald.stream.heartbeat must be positive");
        }
        boolean endsIdleStreams = http2 && !idleTimeout.isZero() && heartbeat.compareTo(idleTimeout) >= 0;
        return endsIdleStreams
                ? Optional.of("herald.stream.heartbeat=%s must be shorter than quarkus.http.idle-timeout=%s"
                        .formatted(heartbeat, idleTimeout))
                : Optional.empty();
    }
}
