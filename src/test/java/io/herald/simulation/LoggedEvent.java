package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventId;
import java.util.List;

/** An event that was in the log at some time. */
final class LoggedEvent {

    final int partition;
    final EventId id;
    final List<Channel> channels;
    final String name;
    /** Identifies the publish; -1 for an event of the service itself. */
    final long number;

    final boolean ephemeral;
    final String conflate;
    final long appendedAt;
    /**
     * Whether the log assigned an id that is not beyond all earlier ones, which it has lost: an instance with fewer of them
     * connected first, and the clock of the server is behind. The other instances do not read this event: a known defect.
     */
    boolean isBehindLostIds;

    boolean lost;
    /** A bit for each running instance that had seen the event when it was lost. Without one, nobody can report the loss. */
    long witnesses;

    /** Whether an instance has reported the loss to the log before it was killed. */
    boolean reported;

    LoggedEvent(
            int partition,
            EventId id,
            List<Channel> channels,
            String name,
            long number,
            boolean ephemeral,
            String conflate,
            long appendedAt) {
        this.partition = partition;
        this.id = id;
        this.channels = channels;
        this.name = name;
        this.number = number;
        this.ephemeral = ephemeral;
        this.conflate = conflate;
        this.appendedAt = appendedAt;
    }

    @Override
    public String toString() {
        return name + " " + number + " " + partition + "." + id + " in " + channels + (lost ? " lost" : "");
    }
}
