package io.herald.log;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stores copies of values from PostgreSQL, to be read when PostgreSQL is unavailable. Never blocks; fails as {@link EventLog}
 * does.
 */
public interface FallbackValueStore {

    Uni<Void> put(String key, String value, Duration life);

    Uni<Void> remove(String key);

    /** Returns the value; null if there is none. */
    Uni<@Nullable String> get(String key);
}
