package io.herald.access.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.access.Caller;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Verifies tokens, and caches the callers of verified ones. */
@Singleton
class TokenVerifier {
    /** About 500 bytes each. With more users than this on one instance, tokens are verified again, not rejected. */
    private static final int MAX_TOKENS = 50_000;

    /** How long cached tokens outlive their key if no token with a newer key has revealed a rotation. */
    private static final Duration REVERIFY_AFTER = Duration.ofMinutes(5);

    /**
     * Runs its maintenance on the calling thread: waking a thread of a pool hundreds of times a second would cost more.
     */
    private final Cache<TokenHash, CachedToken> cached = Caffeine.newBuilder()
            .maximumSize(MAX_TOKENS)
            .executor(Runnable::run)
            .build();

    private final KeyRotations rotations = new KeyRotations();
    private final Clock clock;
    private final JWTAuthContextInfo info;
    private final JWTParser parser;
    private final CallerReader callers;
    private final Set<String> algorithms;
    private final long skewSeconds;

    /** False for keys from a file: they are read once, at startup, and their ids are not significant. */
    private final boolean keysRotate;

    private record CachedToken(@Nullable String keyId, VerifiedToken token) {}

    @Inject
    TokenVerifier(JWTAuthContextInfo given, Config config, CallerReader callers, Clock clock) {
        this(VerificationKeys.complete(given, config), TokenVerifier::parser, callers, clock);
    }

    TokenVerifier(
            JWTAuthContextInfo info,
            Function<JWTAuthContextInfo, JWTParser> parsers,
            CallerReader callers,
            Clock clock) {
        this.info = info;
        this.callers = callers;
        parser = parsers.apply(info);
        algorithms = info.getSignatureAlgorithm().stream()
                .map(SignatureAlgorithm::getAlgorithm)
                .collect(Collectors.toUnmodifiableSet());
        keysRotate = VerificationKeys.areFetched(info);
        skewSeconds = Math.max(info.getClockSkew(), info.getExpGracePeriodSecs());
        this.clock = clock;
    }

    private static JWTParser parser(JWTAuthContextInfo info) {
        return VerificationKeys.areFetched(info)
                ? new DefaultJWTParser(info, new FetchedKeysParser())
                : new DefaultJWTParser(info);
    }

    /**
     * Creates this bean at startup, before other components start: an unreadable key must fail the startup, not a
     * request.
     */
    void prepare(@Observes @Priority(2) StartupEvent event) {}

    /** Returns the cached result, or null if the token has to be verified. Costs one hash; runs on the event loop. */
    @Nullable
    VerifiedToken cached(String jwt) {
        CachedToken known = cached.getIfPresent(TokenHash.of(jwt));
        return known != null && rotations.isConfirmed(known.keyId) && known.token.isValid(clock.instant())
                ? known.token
                : null;
    }

    /** Runs the checks that need no key. Returns null if the token passes them. Runs on the event loop. */
    @Nullable
    TokenRejection precheck(UnverifiedToken token) {
        return token.precheck(algorithms, clock.instant(), skewSeconds);
    }

    /**
     * Verifies a token and caches the result. Must not run on an event loop: it takes up to a millisecond, and longer if a key
     * set is fetched.
     *
     * @throws io.herald.problem.ProblemException 503 if the key cannot be read at the moment, or the verification
     *     itself fails
     */
    TokenResult verify(String jwt, UnverifiedToken token) {
        long rotation = rotations.current();
        JsonWebToken verified;
        try {
            verified = parser.parse(jwt);
        } catch (ParseException | RuntimeException failure) {
            return TokenFailures.rejection(failure, token, info);
        }
        try {
            return cache(jwt, keysRotate ? token.keyId() : null, rotation, callers.read(verified, token));
        } catch (TokenRejectedException rejected) {
            return rejected.rejection();
        }
    }

    /** Makes the cache return this caller for a token that is no JWT, until the caller expires or {@link #forget}. */
    void cacheInternal(String token, Caller caller) {
        rotations.confirm(null, rotations.current());
        cached.put(TokenHash.of(token), new CachedToken(null, VerifiedToken.of(caller, Instant.MAX, true)));
    }

    void forget(String token) {
        cached.invalidate(TokenHash.of(token));
    }

    private VerifiedToken cache(String jwt, @Nullable String keyId, long rotation, Caller caller) {
        rotations.confirm(keyId, rotation);
        VerifiedToken good = VerifiedToken.of(caller, clock.instant().plus(REVERIFY_AFTER));
        cached.put(TokenHash.of(jwt), new CachedToken(keyId, good));
        return good;
    }
}
