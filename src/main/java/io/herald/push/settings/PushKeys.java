package io.herald.push.settings;

import io.herald.push.crypto.VapidKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The current and the former VAPID keys, by public key. A subscription remembers the public key with which it was created. */
public final class PushKeys {

    private final VapidKey current;
    private final Map<String, VapidKey> all = new LinkedHashMap<>();

    PushKeys(VapidKey current, List<VapidKey> former) {
        this.current = current;
        former.forEach(key -> all.put(key.publicKey(), key));
        all.put(current.publicKey(), current);
    }

    public VapidKey current() {
        return current;
    }

    /** Returns the key pair of a public key, or null if it is not configured. */
    public @Nullable VapidKey find(String publicKey) {
        return all.get(publicKey);
    }
}
