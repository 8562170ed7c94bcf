package io.herald.rooms;

import io.herald.log.FallbackValueStore;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A cache in memory. */
final class InMemoryFallbackValueStore implements FallbackValueStore {

    final Map<String, String> kept = new HashMap<>();

    /** Runs between the read of a copy and its delivery. */
    Runnable beforeDelivery = () -> {};

    @Override
    public Uni<Void> put(String name, String value, Duration life) {
        kept.put(name, value);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> remove(String name) {
        kept.remove(name);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<String> get(String name) {
        String value = kept.get(name);
        beforeDelivery.run();
        return Uni.createFrom().item(value);
    }
}
