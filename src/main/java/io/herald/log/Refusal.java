package io.herald.log;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an error that Redis answered means for us. Redis 6.2 wraps those that a command within a script met in one of the
 * script's, so they are looked for anywhere in the text.
 */
enum Refusal {
    /** The script's digest is new to this server. */
    NO_SCRIPT("^NOSCRIPT "),
    /** It was not done: another server of the cluster has the key. */
    MOVED("^MOVED \\d+ \\S+"),
    /** It was not done: this server is not, or not yet, one that takes it. Another connection may lead to one that does. */
    MISPLACED("\\b(READONLY|LOADING|MASTERDOWN|UNBLOCKED)\\b"),
    /** It was not done: a slot is on its way, the cluster is not whole, or the server has no room or too few replicas. */
    FOR_NOW("\\b(ASK|TRYAGAIN|CLUSTERDOWN|NOREPLICAS|OOM|MISCONF|BUSY|NOAUTH|WRONGPASS|NOPERM)\\b"),
    /** Nothing that waiting would cure, such as an error in a script. */
    FOR_GOOD("");

    private final Pattern pattern;

    Refusal(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    static Refusal of(Throwable failure) {
        if (failure instanceof ErrorType error && error.getMessage() != null) {
            for (Refusal refusal : values()) {
                Matcher matcher = refusal.pattern.matcher(error.getMessage());
                if (matcher.find()) {
                    return refusal;
                }
            }
        }
        return FOR_GOOD;
    }
}
