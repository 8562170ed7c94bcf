package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/**
 * The ordered, replayable record of all events. Never blocks; may be called on any thread. Results complete on an event
 * loop, which need not be the caller's. If the log does not answer in time, results fail with a
 * {@link io.herald.problem.ProblemException} 503.
 */
public interface EventLog {

    int partitions();

    int partitionOf(Channel channel);

    /**
     * Appends an event to all of its channels. The append starts with the call, not with the subscription. Appends of one turn
     * of an event loop share script calls; if one is rejected, the others are not affected.
     *
     * <p>A result means that the event is in the log. After a failure the event may be in all, some or none of the channels;
     * repeating the append with the same {@link Append.Once} completes it. Fails with a conflict if the key was used with
     * another fingerprint, with 404 if the event edits a message that was deleted, and with 503 if the work queue is full.
     */
    Uni<Appended> append(Append event);

    /** Reads the events of several channels of one partition after one position and up to another. */
    Uni<HistoryPage> read(Span span);

    /** Reads one channel's events after a position, oldest first, or before it, newest first. */
    Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit);

    /** Reads the current birth mark and the newest id of a partition. */
    Uni<Bounds> bounds(int partition);

    /**
     * Probes the partitions whose tail is silent, on new connections to Redis. Returns whether Redis serves any of them; true
     * if none is silent. Never fails.
     */
    Uni<Boolean> isReachable();

    /** Starts to deliver the tail of every partition to the listener. Called once. */
    void start(TailListener listener);

    /** Returns whether the reader of a partition works: it has received something from the tail within twice the block time. */
    boolean isTailAlive(int partition);

    /**
     * Returns whether an event carries a withdrawn notification. {@link #read} omits such events. Callers of {@link #history} and
     * caches of events must omit them themselves.
     */
    default boolean isWithdrawn(Event event) {
        return false;
    }

    /**
     * Prepares for a subscriber of a user's channel. Completes when this instance receives all later events for the user, with the
     * position after which the log had no event for the user at that moment: what it has read of the log before may lack events
     * for the user up to this position. Fails with 503 if the log does not answer in time.
     */
    default Uni<EventId> register(Channel user) {
        return Uni.createFrom().item(EventId.ZERO);
    }

    /**
     * Releases the users that were not used at two calls in succession.
     *
     * @param used the channels of the users with subscribers
     */
    default void retain(Set<Channel> used) {}

    /** Appends a control message for all instances. A result means that it is in the tail. */
    Uni<Void> send(ControlMessage controlMessage);

    /**
     * The result of an append: partition and id of its first chunk.
     *
     * @param repeated whether an earlier call with the same {@link Append.Once} had appended the event, and this one did not
     * @param skipped the users who were skipped because of their preferences; also set if the append is repeated
     */
    record Appended(int partition, EventId id, boolean repeated, List<SkippedUser> skipped) {

        public Appended(int partition, EventId id, boolean repeated) {
            this(partition, id, repeated, List.of());
        }

        public Appended with(List<SkippedUser> others) {
            return new Appended(partition, id, repeated, others);
        }
    }

    /** A user whom an append skipped, with the preferences by which the caller decides. */
    record SkippedUser(Channel user, String preferences) {}

    /**
     * The limits of a partition.
     *
     * @param birth the birth mark: the position at which the log began, or was last found to have lost entries
     * @param last the newest id
     */
    record Bounds(EventId birth, EventId last) {}

    /**
     * Some channels of a partition between two positions.
     *
     * @param after the lower bound, exclusive
     * @param upTo the upper bound, inclusive
     * @param limit the maximum number of events to read from each channel
     */
    record Span(int partition, List<Channel> channels, EventId after, EventId upTo, int limit) {}
}
