package io.herald.dev;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URL;

/** Checks the HTTP port before anything starts. Quarkus binds it last. */
final class DevPort {

    private static final int APPLICATION_PROPERTIES = 250;

    private DevPort() {}

    /** @throws InUseException if another process listens on the port */
    static void requireFree() {
        requireFree(configured());
    }

    static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new InUseException(
                    "port %d is in use. Stop the other process, or set another port: ./mvnw quarkus:dev -Dquarkus.http.port=%d"
                            .formatted(port, port + 1));
        }
    }

    /** Quarkus' own configuration does not exist yet at this point. */
    private static int configured() {
        SmallRyeConfigBuilder config =
                new SmallRyeConfigBuilder().withProfile("dev").addDefaultSources();
        URL properties = DevPort.class.getClassLoader().getResource("application.properties");
        try {
            if (properties != null) {
                config.withSources(new PropertiesConfigSource(properties, APPLICATION_PROPERTIES));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return config.build()
                .getOptionalValue("quarkus.http.port", Integer.class)
                .orElse(8080);
    }
}
