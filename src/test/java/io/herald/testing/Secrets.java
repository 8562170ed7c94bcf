package io.herald.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What must never be in a log: every token that a test signs, and whatever else it notes. Each {@link HeraldProcess} is
 * searched for all of it at its end.
 */
public final class Secrets {

    /** The end of a token is its signature: without it, nobody can use the rest. */
    private static final int TELLING = 24;

    private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

    private Secrets() {}

    /** @return the secret */
    public static String note(String secret) {
        NOTED.add(secret.substring(Math.max(0, secret.length() - TELLING)));
        return secret;
    }

    public static void assertNotIn(List<String> log) {
        String all = String.join("\n", log);
        for (String secret : NOTED) {
            int at = all.indexOf(secret);
            if (at >= 0) {
                int line = (int) all.substring(0, at).lines().count();
                throw new AssertionError("a secret is in the log: " + log.get(Math.max(0, line - 1)));
            }
        }
    }
}
