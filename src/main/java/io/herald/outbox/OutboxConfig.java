package io.herald.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Configures the databases whose outbox the service reads, by name. */
@ConfigMapping(prefix = "herald.outbox")
public interface OutboxConfig {

    @WithParentName
    Map<String, Source> databases();

    interface Source {

        /** Address of the database: {@code postgresql://host:5432/name}. */
        String url();

        Optional<String> username();

        Optional<String> password();

        /** Schema that {@code sql/outbox.sql} has created. */
        @WithDefault("herald")
        String schema();

        /** The {@code sub} in whose name the rows are sent; by default {@code outbox:} and the name. */
        Optional<String> sender();

        /** How often an idle instance looks for rows. A notification of the database shortens the wait. */
        @WithDefault("500ms")
        Duration poll();

        /** Whether to listen for notifications of the database. They do not pass through a pool that shares connections. */
        @WithDefault("true")
        boolean listen();

        /** Name of a TLS configuration of Quarkus ({@code quarkus.tls.<name>}), with which the server is verified. */
        Optional<String> tlsConfigurationName();
    }
}
