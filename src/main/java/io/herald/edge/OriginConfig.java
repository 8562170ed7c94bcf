package io.herald.edge;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Configures the origins from which browsers may call the service. */
@ConfigMapping(prefix = "herald.auth")
public interface OriginConfig {

    /**
     * Origins (exact scheme, host and port) whose pages may use the cookie and read responses (CORS), besides the service's
     * own.
     */
    Optional<List<String>> allowedOrigins();
}
