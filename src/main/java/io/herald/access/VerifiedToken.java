package io.herald.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import java.time.Instant;

/**
 * What is remembered of a token that was found good.
 *
 * @param recheckAt when the signature is looked at again, so that a key that was withdrawn does not live on in this memory
 */
record VerifiedToken(Caller caller, SecurityIdentity identity, Instant recheckAt) {
    static VerifiedToken of(Caller caller, Instant recheckAt) {
        SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRoles(caller.groups())
                .build();
        return new VerifiedToken(caller, identity, recheckAt);
    }

    boolean isGood(Instant now) {
        return now.isBefore(caller.expiresAt()) && now.isBefore(recheckAt);
    }
}
