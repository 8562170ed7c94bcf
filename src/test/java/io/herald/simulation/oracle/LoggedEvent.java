package io.herald.simulation.oracle;

import io.herald.event.Channel;
import io.herald.event.EventId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event that was in the log at some time. */
public final class LoggedEvent {

    public final int partition;
    public final EventId id;
    public final List<Channel> channels;
    public final String name;
    /** Identifies the publish; -1 for an event of the service itself. */
    public final long number;

    public final boolean ephemeral;
    public final String conflate;
    public final long appendedAt;
    /**
     * Whether the log assigned an id that is not beyond all earlier ones, which it has lost: an instance with fewer of them
     * connected first, and the clock of the server is behind. Clients of the other instances may miss this event until those
     * report the loss.
     */
    public boolean isBehindLostIds;

    public boolean lost;

    /** Whether only a server whose replica had taken over has ever had the event. */
    boolean isOfFormerMaster;

    /** Whether an instance may not have received the event because only a former master had its registration of the user. */
    boolean mayLackRegistration;

    /** When the event was lost, or was appended behind lost ids. A reset that was sent later has reported it. */
    public long unreachableSince;

    /**
     * A bit for each running instance that had seen the event when it was lost, or an id beyond it when it was appended behind
     * lost ids. Without one, nobody can report the loss.
     */
    public long witnesses;

    /** The birth mark with which an instance has reported the loss to the log before it was killed; null without one. */
    @Nullable
    EventId reportedWith;

    public LoggedEvent(
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
