package io.herald.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Settings of the accepted credentials. {@code mp.jwt.*} and {@code smallrye.jwt.*} configure the tokens themselves.
 */
@ConfigMapping(prefix = "herald.auth")
public interface AccessConfig {
    /** Whether to accept {@code ?access_token=}. Off by default, because URLs end up in the logs of proxies. */
    @WithDefault("false")
    boolean queryToken();
}
