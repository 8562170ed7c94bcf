package io.herald.access.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Configures which claims contain the groups and the rooms of a caller: each identity provider has other names for them. */
@ConfigMapping(prefix = "herald.auth")
interface ClaimsConfig {

    /**
     * Paths of the claims that contain groups. The groups of all of them count. By default the claim {@code groups}, or that
     * of {@code smallrye.jwt.path.groups}.
     */
    Optional<List<String>> groupsPaths();

    /** Prefix of the groups that concern the service. It is removed; groups without it do not count. */
    Optional<String> groupsPrefix();

    /** Path of the claim that contains the rooms. */
    @WithDefault("herald")
    String roomsPath();
}
