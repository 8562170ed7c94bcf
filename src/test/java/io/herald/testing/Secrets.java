package io.herald.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Secrets that must never be in a log: every token that a test signs, and others that a test registers. The log of each
 * {@link HeraldProcess} is searched for them when it is closed.
 */
public final class Secrets {

    /** The end of a token is its signature, without which the rest is useless. */
    private static final int SUFFIX_LENGTH = 24;

    private static final Set<String> SUFFIXES = ConcurrentHashMap.newKeySet();

    private Secrets() {}

    /** @return the secret */
    public static String register(String secret) {
        SUFFIXES.add(secret.substring(Math.max(0, secret.length() - SUFFIX_LENGTH)));
        return secret;
    }

    public static void assertNotIn(List<String> log) {
        String all = String.join("\n", log);
        for (String secret : SUFFIXES) {
            int at = all.indexOf(secret);
            if (at >= 0) {
                int line = (int) all.substring(0, at).lines().count();
                throw new AssertionError("a secret is in the log: " + log.get(Math.max(0, line - 1)));
            }
        }
    }
}
