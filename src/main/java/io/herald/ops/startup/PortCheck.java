package io.herald.ops.startup;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Fails the start with one sentence if another process uses the port. Quarkus binds it last, after it has connected to Redis
 * and PostgreSQL. In development the server of an earlier start still listens while the service is reloaded; there,
 * {@code io.herald.dev} checks the port.
 */
@Singleton
final class PortCheck {

    /** After {@link RequiredSettings}. */
    private static final int AFTER_REQUIRED_SETTINGS = 2;

    void check(
            @Observes @Priority(AFTER_REQUIRED_SETTINGS) StartupEvent event,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port,
            @ConfigProperty(name = "quarkus.http.so-reuse-port", defaultValue = "false") boolean shared,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String insecure) {
        if (LaunchMode.current() == LaunchMode.NORMAL && !shared && !insecure.equals("disabled")) {
            violation(host, port).ifPresent(violation -> {
                throw new ConfigurationException("Herald does not start: " + violation);
            });
        }
    }

    /** @param port 0 for any that is free */
    static Optional<String> violation(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the server does: connections of an earlier process that are being closed do not occupy the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return Optional.empty();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            String fault = reason.contains("in use") ? "is in use" : "cannot be opened (" + reason + ")";
            return Optional.of("port %d %s. Set another one, for example QUARKUS_HTTP_PORT=%d (quarkus.http.port)."
                    .formatted(port, fault, port + 1));
        }
    }
}
