package io.herald.event;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A position in each partition in which a subscriber follows a channel, or did: it has received everything up to it. Immutable.
 * {@link CursorFormat} converts a cursor to and from text.
 */
public final class Cursor {

    private final TreeMap<Integer, EventId> positions;

    private Cursor(TreeMap<Integer, EventId> positions) {
        this.positions = positions;
    }

    public static Cursor of(Map<Integer, EventId> positions) {
        return new Cursor(new TreeMap<>(positions));
    }

    public static Cursor at(int partition, EventId id) {
        return of(Map.of(partition, id));
    }

    public @Nullable EventId positionIn(int partition) {
        return positions.get(partition);
    }

    public Cursor with(int partition, EventId id) {
        TreeMap<Integer, EventId> moved = new TreeMap<>(positions);
        moved.put(partition, id);
        return new Cursor(moved);
    }

    public Set<Integer> partitions() {
        return positions.keySet();
    }

    void forEach(BiConsumer<Integer, EventId> action) {
        positions.forEach(action);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor that && positions.equals(that.positions);
    }

    @Override
    public int hashCode() {
        return positions.hashCode();
    }

    @Override
    public String toString() {
        return positions.toString();
    }
}
