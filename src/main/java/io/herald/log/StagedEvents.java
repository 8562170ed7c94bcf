package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The events that are staged for hooks: what presence has found, and messages. They are staged in the step that causes them, so
 * neither exists without the other, and wait until an instance has stored them in PostgreSQL. Never blocks; fails as
 * {@link EventLog} does.
 */
public interface StagedEvents {

    /**
     * A staged event.
     *
     * @param entry identifies it within its partition, and is ordered
     * @param event its channel is the user or the room that it is about
     * @param at when it was staged, in milliseconds since the epoch
     */
    record StagedEvent(String entry, Event event, long at) {}

    /** Returns the oldest events of a partition, in order. */
    Uni<List<StagedEvent>> oldest(int partition, int most);

    /** Deletes events that are stored. */
    Uni<Void> delete(int partition, List<String> entries);

    /** Returns how many events were not staged, in all partitions, because too many were waiting. */
    Uni<Long> dropped();
}
