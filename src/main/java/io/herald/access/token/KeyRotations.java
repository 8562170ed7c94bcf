package io.herald.access.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which keys of a key set have verified a token since the last rotation. A key id that occurs for the first time
 * is a rotation: it may have replaced any other key. Cached tokens of another key count again only after a signature of
 * that key was verified against the new key set. An active key passes this test with its next token, a retired key
 * never does.
 */
final class KeyRotations {
    /** An issuer has a few keys. Beyond this number, all ids are dropped and their tokens are verified again. */
    private static final int MAX_KEYS = 100;

    private static final String NO_ID = "";

    /** Maps a key id to the newest rotation after which the key verified a token. */
    private final Map<String, Long> confirmed = new ConcurrentHashMap<>();

    private volatile long rotation;

    /**
     * Returns the number of the current rotation. The caller reads it before a verification: one that overlaps a
     * rotation may have used the old key set.
     */
    long current() {
        return rotation;
    }

    /**
     * Records that a key verified a token.
     *
     * @param before the rotation that was current before the verification
     */
    synchronized void confirm(@Nullable String keyId, long before) {
        String id = id(keyId);
        if (confirmed.containsKey(id)) {
            confirmed.merge(id, before, Math::max);
            return;
        }
        if (confirmed.size() >= MAX_KEYS) {
            confirmed.clear();
        }
        confirmed.put(id, ++rotation);
    }

    /** Returns whether the key has verified a token since the last rotation. */
    boolean isConfirmed(@Nullable String keyId) {
        Long latest = confirmed.get(id(keyId));
        return latest != null && latest == rotation;
    }

    private static String id(@Nullable String keyId) {
        return keyId == null ? NO_ID : keyId;
    }
}
