package io.herald.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Configures the sign-in of the console with an OpenID Connect provider. Without an issuer it is disabled. */
@ConfigMapping(prefix = "herald.console.oidc")
interface OidcConfig {

    /** The issuer, at which the page finds the metadata of the provider (OpenID Connect Discovery). */
    Optional<String> issuer();

    /** The id of the console at the provider: a public client, without a secret. */
    Optional<String> clientId();

    /** The scopes that the console requests. */
    @WithDefault("openid")
    String scope();

    /** The parameter {@code audience} of the authorization request, which some providers need. */
    Optional<String> audience();

    /** The parameter {@code resource} of the authorization request (RFC 8707), which some providers need. */
    Optional<String> resource();

    /** The token of the provider that the console sends to this service. */
    @WithDefault("access-token")
    TokenChoice token();

    enum TokenChoice {
        ACCESS_TOKEN,
        ID_TOKEN
    }

    /** The name of the provider on the button; by default the host of the issuer. */
    Optional<String> name();

    /** Origins of the provider besides that of the issuer, if its token endpoint has another one. */
    Optional<List<String>> origins();
}
