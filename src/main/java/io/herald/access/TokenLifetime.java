package io.herald.access;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How long a token can be good for after it was issued. SmallRye JWT refuses a token beyond either of its two settings, and then one
 * without {@code iat} too; without both, a token is good for as long as its issuer says.
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

    /** Empty if there is no bound. */
    public Optional<Duration> longest() {
        LongStream bounds = LongStream.concat(
                fromIssueToEnd.stream().mapToLong(Long::longValue), age.stream().mapToLong(Long::longValue));
        return bounds.filter(seconds -> seconds > 0).boxed().min(Long::compare).map(Duration::ofSeconds);
    }
}
