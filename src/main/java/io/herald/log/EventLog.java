package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The ordered, replayable record of everything that is delivered. Never blocks; may be called on any thread. A result
 * arrives on an event loop, which need not be the caller's. Where the log cannot be reached in time, results fail with a
 * {@link io.herald.problem.ProblemException} that says so.
 */
public interface EventLog {

    int partitions();

    int partitionOf(Channel channel);

    /**
     * Appends to all of the event's channels, at once and not on subscription. Events that one turn of an event loop appends
     * share calls of Redis, and one that is refused fails alone. A result means that it is in the log; a failure, that it may or may not
     * be, in some of the channels: the same append {@link Append.Once once} again completes it. Fails with a conflict where
     * the key was used for other content, and as unavailable where the projections are too far behind.
     */
    Uni<Appended> append(Append event);

    /** What the channels, all of one partition, hold after one position and up to another. */
    Uni<HistoryPage> read(Span span);

    /** One channel's events after a position, oldest first, or before one, newest first. */
    Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit);

    /** Where a partition begins and ends at this moment. */
    Uni<Bounds> bounds(int partition);

    /**
     * Whether Redis, on a connection of its own at this moment, serves any of the partitions that are not heard of. Never
     * fails.
     */
    Uni<Boolean> isReachable();

    /** Delivers the tail of every partition to the listener from now on. Called once. */
    void follow(TailListener listener);

    /** Whether what is appended now to a partition will be seen: its tail has been heard of lately. */
    boolean isHeard(int partition);

    /** Whether it carries a notification that was taken back: {@link #read} leaves it out, and so must who has it already. */
    default boolean isWithdrawn(Event event) {
        return false;
    }

    /** Sends a hint to all instances. A result means that it is in the tail. */
    Uni<Void> tell(ControlMessage controlMessage);

    /**
     * The id that the first of the channels got.
     *
     * @param repeated whether it had been appended {@link Append.Once once} before, and now was not
     * @param held the users that it was not appended to, now or before, because of their preferences
     */
    record Appended(int partition, EventId id, boolean repeated, List<Held> held) {

        public Appended(int partition, EventId id, boolean repeated) {
            this(partition, id, repeated, List.of());
        }

        public Appended with(List<Held> others) {
            return new Appended(partition, id, repeated, others);
        }
    }

    /** A user whose preferences have to be asked. */
    record Held(Channel user, String preferences) {}

    /**
     * @param birth the position at which the log began, or was last found to have lost entries
     * @param last the newest id
     */
    record Bounds(EventId birth, EventId last) {}

    /**
     * @param after exclusive
     * @param upTo inclusive
     * @param limit events of each channel at the most
     */
    record Span(int partition, List<Channel> channels, EventId after, EventId upTo, int limit) {}
}
