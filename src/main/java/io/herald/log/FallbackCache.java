package io.herald.log;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Copies of what PostgreSQL says, for when it is away. Never blocks; fails as {@link EventLog} does. */
public interface FallbackCache {

    Uni<Void> keep(String key, String value, Duration life);

    /** Null if there is none. */
    Uni<@Nullable String> find(String key);
}
