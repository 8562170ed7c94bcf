package io.herald.access.token;

import io.herald.access.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.time.Instant;

/**
 * The result of a successful verification, as the cache holds it.
 *
 * @param reverifyAt when the signature is verified again, so that the cache does not keep tokens of a retired key valid
 * @param internal whether the instance has issued the token for calls to itself
 */
public record VerifiedToken(Caller caller, SecurityIdentity identity, Instant reverifyAt, boolean internal)
        implements TokenResult {
    public static VerifiedToken of(Caller caller, Instant reverifyAt) {
        return of(caller, reverifyAt, false);
    }

    static VerifiedToken of(Caller caller, Instant reverifyAt, boolean internal) {
        SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRoles(caller.groups())
                .build();
        return new VerifiedToken(caller, identity, reverifyAt, internal);
    }

    boolean isValid(Instant now) {
        return now.isBefore(caller.expiresAt()) && now.isBefore(reverifyAt);
    }
}
