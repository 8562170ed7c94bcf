package io.herald.redis.connection;

import io.herald.vertx.RedisErrors;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Classifies the failure of a request by its consequence. A failure that is not a reply of Redis comes from the
 * connection, which may break before any listener is notified. Redis 6.2 wraps an error that a command raises within a
 * script in an error of the script, so such codes match anywhere in the text.
 */
enum RedisError {
    /** The server does not know the digest of the script. */
    NO_SCRIPT("^NOSCRIPT "),
    /** Not executed: another server of the cluster serves the key. */
    MOVED("^MOVED \\d+ \\S+"),
    /** Not executed: this server does not accept the request, or not yet. A new connection may reach one that does. */
    WRONG_SERVER("\\b(READONLY|LOADING|MASTERDOWN|UNBLOCKED)\\b"),
    /** Not executed: the server has reached {@code maxmemory}. */
    OUT_OF_MEMORY("\\bOOM\\b"),
    /**
     * Temporary: a slot is migrating, the cluster is incomplete, the server cannot write or denies access, a script
     * occupies it, or the connection is closed.
     */
    TEMPORARY("\\b(CONNECTION_CLOSED|ASK|TRYAGAIN|CLUSTERDOWN|NOREPLICAS|MISCONF|BUSY|NOAUTH|WRONGPASS|NOPERM)\\b"
            + "|access a non local key"),
    /** Permanent: waiting does not help, as with an error in a script. */
    PERMANENT("");

    private final Pattern pattern;

    RedisError(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    static RedisError of(Throwable failure) {
        if (!RedisErrors.isErrorReply(failure)) {
            return TEMPORARY;
        }
        String error = String.valueOf(failure.getMessage());
        return Stream.of(values())
                .filter(redisError -> redisError.pattern.matcher(error).find())
                .findFirst()
                .orElse(PERMANENT);
    }
}
