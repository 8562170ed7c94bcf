package io.herald.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys of a key set have verified a token since the last rotation. A key id that is seen for the first time is a rotation: it may
 * have replaced any of the other keys, so cached tokens of another key count again only after a signature of that key was verified
 * against the new key set. An active key passes this test with its next token, a retired key never does.
 */
final class KeyRotations {
    /** An issuer has a few keys. More ids than this are dropped together: their tokens are verified again. */
    private static final int MAX_KEYS = 100;

    private static final String NO_ID = "";

    /** By key id, the newest rotation after which the key verified a token. */
    private final Map<String, Long> confirmed = new ConcurrentHashMap<>();

    private volatile long rotation;

    /** To be read before a verification begins: a verification that overlaps a rotation may have used the old key set. */
    long current() {
        return rotation;
    }

    /** Records that a key verified a token. */
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

    boolean isConfirmed(@Nullable String keyId) {
        Long latest = confirmed.get(id(keyId));
        return latest != null && latest == rotation;
    }

    private static String id(@Nullable String keyId) {
        return keyId == null ? NO_ID : keyId;
    }
}
