package io.herald.redis;

import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisClientFactory;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.RedisClientType;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Rejects invalid settings of the log at startup, with one error that lists all of them. */
@Singleton
final class LogSettingsCheck {

    private static final Logger LOG = Logger.getLogger(LogSettingsCheck.class);

    /** Runs after the check for required settings and before the log is opened. */
    private static final int BEFORE_LOG_OPENS = 2;

    private static final int MOST_PARTITIONS = 1024;

    void check(@Observes @Priority(BEFORE_LOG_OPENS) StartupEvent event, LogConfig config, RedisClientFactory clients) {
        List<String> violations = new ArrayList<>();
        if (config.partitions() < 1 || config.partitions() > MOST_PARTITIONS) {
            violations.add("herald.log.partitions=%d must be 1 to %d".formatted(config.partitions(), MOST_PARTITIONS));
        }
        atLeastOne(violations, "events-per-channel", config.eventsPerChannel());
        atLeastOne(violations, "tail-length", config.tailLength());
        atLeastOne(violations, "retention", config.retention().toMillis());
        atLeastOne(violations, "block", config.block().toMillis());
        atLeastOne(violations, "timeout", config.timeout().toMillis());
        if (!violations.isEmpty()) {
            throw new ConfigurationException("Herald does not start: " + String.join(", ", violations));
        }
        if (clients.type() == RedisClientType.CLUSTER && config.partitions() == 1) {
            LOG.warn(
                    "setting.flagged setting=herald.log.partitions reason=\"One master of the Redis Cluster holds the whole"
                            + " log: use more partitions than masters.\"");
        }
    }

    private static void atLeastOne(List<String> violations, String name, long value) {
        if (value < 1) {
            violations.add("herald.log.%s must be positive".formatted(name));
        }
    }
}
