package io.herald.ops.management;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.OptionalInt;

/** Configures the port for operators. */
@ConfigMapping(prefix = "herald.management")
public interface ManagementServerConfig {

    /**
     * Port that serves everything under {@code /q/} in place of the main port, which then serves the health checks only.
     */
    OptionalInt port();

    /** Address of that port. */
    Optional<String> host();
}
