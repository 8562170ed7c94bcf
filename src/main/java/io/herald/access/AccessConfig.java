package io.herald.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Who gets in, beyond what {@code mp.jwt.*} and {@code smallrye.jwt.*} say about tokens. */
@ConfigMapping(prefix = "herald.auth")
public interface AccessConfig {
    /** Origins (exact scheme, host and port) whose pages may use the cookie and read answers, besides our own. */
    Optional<List<String>> allowedOrigins();

    /** Whether {@code ?access_token=} is taken: URLs end up in the logs of proxies. */
    @WithDefault("false")
    boolean queryToken();
}
