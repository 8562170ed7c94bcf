package io.herald.client.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.client.connection.TokenSource;
import io.herald.client.error.CallInterruptedException;
import io.herald.client.error.HeraldException;
import io.herald.client.error.TokenException;
import io.herald.client.json.JsonReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** The current token. Asks the source for the next one shortly before it expires, or when the service rejects it. */
public final class TokenCache {

    /** The most by which a token is replaced before it expires. A short-lived one is replaced after 9/10 of its life. */
    private static final Duration MAX_MARGIN = Duration.ofSeconds(30);

    private static final int MARGIN_DIVISOR = 10;

    private final TokenSource source;
    private final Clock clock;
    private String token;
    private Instant refreshAt = Instant.MIN;
    private Instant expiresAt = Instant.MIN;

    public TokenCache(TokenSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * Returns a token that has not expired. If the source fails shortly before the current one expires, the current one is
     * used until then.
     *
     * @throws TokenException if the source has none
     */
    public synchronized String get() {
        Instant now = clock.instant();
        if (token != null && now.isBefore(refreshAt)) {
            return token;
        }
        try {
            keep(fetch(), now);
        } catch (TokenException failure) {
            if (token == null || !now.isBefore(expiresAt)) {
                throw failure;
            }
        }
        return token;
    }

    /** Forgets a token that the service has rejected, unless another caller has done so. */
    public synchronized void invalidate(String rejected) {
        if (rejected.equals(token)) {
            token = null;
        }
    }

    private String fetch() {
        try {
            String fetched = source.fetch();
            if (fetched == null || fetched.isBlank()) {
                throw new TokenException("The token source returned no token.", null);
            }
            return fetched.trim();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallInterruptedException(e);
        } catch (HeraldException e) {
            throw e;
        } catch (Exception e) {
            throw new TokenException("The token source failed: " + e, e);
        }
    }

    private void keep(String fetched, Instant now) {
        token = fetched;
        expiresAt = expiry(fetched);
        Duration life = Duration.between(now, expiresAt);
        Duration tenth = life.dividedBy(MARGIN_DIVISOR);
        refreshAt = expiresAt.minus(tenth.compareTo(MAX_MARGIN) < 0 ? tenth : MAX_MARGIN);
    }

    /** Returns the time {@code exp} of a JWT. Its signature is the business of the service. */
    private static Instant expiry(String token) {
        try {
            String payload = new String(Base64.getUrlDecoder().decode(token.split("[.]")[1]), UTF_8);
            if (JsonReader.read(payload) instanceof Map<?, ?> claims && claims.get("exp") instanceof Number exp) {
                return Instant.ofEpochSecond(exp.longValue());
            }
        } catch (RuntimeException opaque) {
            // Not a JWT: it is used until the service rejects it.
        }
        return Instant.MAX;
    }
}
