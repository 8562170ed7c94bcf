package io.herald.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Accepted credentials, beyond what {@code mp.jwt.*} and {@code smallrye.jwt.*} configure for tokens. */
@ConfigMapping(prefix = "herald.auth")
public interface AccessConfig {
    /** Whether {@code ?access_token=} is accepted: URLs end up in the logs of proxies. */
    @WithDefault("false")
    boolean queryToken();
}
