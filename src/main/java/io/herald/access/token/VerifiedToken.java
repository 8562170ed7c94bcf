package io.herald.access.token;

import io.herald.access.Caller;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.time.Instant;

/**
 * The result of a successful verification, as the cache holds it.
 *
 * @param reverifyAt when the signature is verified again, so that the cache does not keep tokens of a retired key valid
 */
public record VerifiedToken(Caller caller, SecurityIdentity identity, Instant reverifyAt) {
    public static VerifiedToken of(Caller caller, Instant reverifyAt) {
        SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRoles(caller.groups())
                .build();
        return new VerifiedToken(caller, identity, reverifyAt);
    }

    boolean isValid(Instant now) {
        return now.isBefore(caller.expiresAt()) && now.isBefore(reverifyAt);
    }
}
