package io.herald.redis.connection;

import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Logs the state changes of one connection. A failure of a healthy connection is a warning; the failures after it, until the
 * connection is restored, are details.
 */
final class ConnectionLogger {

    private static final Logger LOG = Logger.getLogger(ConnectionLogger.class);

    private final String name;
    private boolean healthy = true;

    ConnectionLogger(String name) {
        this.name = name;
    }

    void restored() {
        if (!healthy) {
            LOG.infof("redis.connection.restored connection=%s", name);
            healthy = true;
        }
    }

    void lost(String reason) {
        LOG.logf(healthy ? Level.WARN : Level.DEBUG, "redis.connection.lost connection=%s reason=\"%s\"", name, reason);
        healthy = false;
    }

    void attemptFailed(String reason) {
        LOG.logf(
                healthy ? Level.WARN : Level.DEBUG,
                "redis.connection.failed connection=%s reason=\"%s\"",
                name,
                reason);
        healthy = false;
    }
}
