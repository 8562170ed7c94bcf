package io.herald.access.token;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Computes the longest time for which a token is valid after its issue. SmallRye JWT has two settings for it. It
 * rejects tokens that exceed either one, and with either one also tokens without {@code iat}. Without both settings,
 * the issuer alone decides.
 */
@Singleton
public class TokenLifetime {

    private final Optional<Long> fromIssueToEnd;
    private final Optional<Long> age;

    TokenLifetime(
            @ConfigProperty(name = "smallrye.jwt.time-to-live") Optional<Long> fromIssueToEnd,
            @ConfigProperty(name = "mp.jwt.verify.token.age") Optional<Long> age) {
        this.fromIssueToEnd = fromIssueToEnd;
        this.age = age;
    }

    /** Returns the bound, or empty if there is none. */
    public Optional<Duration> max() {
        LongStream bounds = LongStream.concat(
                fromIssueToEnd.stream().mapToLong(Long::longValue), age.stream().mapToLong(Long::longValue));
        return bounds.filter(seconds -> seconds > 0).boxed().min(Long::compare).map(Duration::ofSeconds);
    }
}
