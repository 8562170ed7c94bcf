package io.herald.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** {@code @Inject Caller}, in what lives no longer than a request: a record cannot be proxied, so it is looked up where it is injected. */
@Singleton
class Callers {
    @Produces
    Caller caller(SecurityIdentity identity) {
        return Caller.of(identity);
    }
}
