package io.herald.access.authentication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Configures which credentials the service accepts. {@code mp.jwt.*} and {@code smallrye.jwt.*} configure the verification
 * of tokens.
 */
@ConfigMapping(prefix = "herald.auth")
public interface AccessConfig {
    /** Whether to accept {@code ?access_token=}. Off by default, because URLs end up in the logs of proxies. */
    @WithDefault("false")
    boolean queryToken();
}
