package io.herald.access.token;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.KeyLocationResolver;
import java.io.IOException;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Finds the keys of tokens in a key set on a server. SmallRye JWT reports an unknown key and a key set that it cannot read
 * again in the same way. This class distinguishes them: a token whose key may be in a newer key set is not invalid.
 */
final class FetchedKeys extends KeyLocationResolver {

    /** The minimum interval of attempts to read a key set that could not be read. */
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private boolean isUnavailable;
    private long lastAttemptNanos;

    FetchedKeys(JWTAuthContextInfo info) throws UnresolvableKeyException {
        super(info);
    }

    /** Fails with an {@link IOException} as its cause if the key is unknown and the key set cannot be read. */
    @Override
    public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nestingContext)
            throws UnresolvableKeyException {
        try {
            return super.resolveKey(token, nestingContext);
        } catch (UnresolvableKeyException unknown) {
            throw isUnavailable()
                    ? new UnresolvableKeyException("unknown key", new IOException("no key set"))
                    : unknown;
        }
    }

    private synchronized boolean isUnavailable() {
        return isUnavailable;
    }

    /**
     * Reads the key set again because it does not contain a key. The configured interval between two reads protects the issuer
     * from tokens with invented keys. It does not apply after a failed read, because new keys would stay unknown for that time.
     */
    @Override
    protected synchronized boolean forcedHttpsJwksRefresh() {
        if (!isUnavailable) {
            isUnavailable = !super.forcedHttpsJwksRefresh();
            lastAttemptNanos = System.nanoTime();
        } else if (System.nanoTime() - lastAttemptNanos >= RETRY_NANOS) {
            isUnavailable = !read();
            lastAttemptNanos = System.nanoTime();
        }
        return !isUnavailable;
    }

    private boolean read() {
        try {
            httpsJwks.refresh();
            return true;
        } catch (JoseException | IOException unreadable) {
            return false;
        }
    }
}
