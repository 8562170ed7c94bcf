package io.herald.redis.connection;

import io.herald.vertx.RedisErrors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a request failed, and what that means for us. What is no answer of Redis comes from the connection to it, which may
 * break before anybody has been told. Redis 6.2 wraps what a command within a script met in an error of the script's, so
 * it is looked for anywhere in the text.
 */
enum RedisError {
    /** The script's digest is new to this server. */
    NO_SCRIPT("^NOSCRIPT "),
    /** It was not done: another server of the cluster has the key. */
    MOVED("^MOVED \\d+ \\S+"),
    /** It was not done: this server is not, or not yet, one that takes it. Another connection may lead to one that does. */
    MISPLACED("\\b(READONLY|LOADING|MASTERDOWN|UNBLOCKED)\\b"),
    /** A slot is on its way, the cluster is not whole, the server has no room or too few replicas, or it is gone. */
    FOR_NOW("\\b(CONNECTION_CLOSED|ASK|TRYAGAIN|CLUSTERDOWN|NOREPLICAS|OOM|MISCONF|BUSY|NOAUTH|WRONGPASS|NOPERM)\\b"),
    /** Nothing that waiting would cure, such as an error in a script. */
    FOR_GOOD("");

    private final Pattern pattern;

    RedisError(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    static RedisError of(Throwable failure) {
        if (!RedisErrors.isReply(failure)) {
            return FOR_NOW;
        }
        String error = String.valueOf(failure.getMessage());
        return Stream.of(values())
                .filter(redisError -> redisError.pattern.matcher(error).find())
                .findFirst()
                .orElse(FOR_GOOD);
    }
}
