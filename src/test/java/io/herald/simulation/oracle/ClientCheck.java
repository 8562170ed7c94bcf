package io.herald.simulation.oracle;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares what one client receives over all its connections with the ledger. When the cursor of the client moves on, all
 * events up to it in the followed channels must have arrived, or a reset must have reported them.
 */
public final class ClientCheck {

    private final String client;
    private final Ledger ledger;
    private final CursorFormat format;
    private final Violations violations;
    private final EventId[] positions;
    private final FollowedChannels followed;
    private final Set<LoggedEvent> received = new HashSet<>();
    private @Nullable Cursor cursor;
    private boolean ready;
    private boolean expectsReset;
    private boolean expectsUnknown;

    public ClientCheck(
            String client,
            Channel user,
            int partitions,
            Ledger ledger,
            ToIntFunction<Channel> partitionOf,
            Violations violations) {
        this.client = client;
        this.ledger = ledger;
        this.format = new CursorFormat(partitions);
        this.followed = new FollowedChannels(user, partitionOf);
        this.violations = violations;
        this.positions = new EventId[partitions];
    }

    private void violation(String text) {
        violations.add(client + " " + text + "; positions " + Arrays.toString(positions));
    }

    /** Returns the cursor with which the client resumes; null before its first event. */
    @Nullable
    public Cursor cursor() {
        return cursor;
    }

    // The connection, as the server sees it

    /** The server has opened a subscription of these channels. */
    public void subscribed(Collection<Channel> channels, boolean rewinds) {
        Trace.print(() -> client + " subscribed " + channels + " rewinds=" + rewinds);
        ready = false;
        expectsReset = false;
        followed.subscribe(
                channels, cursor != null, channel -> rewinds ? ledger.last(followed.partition(channel)) : EventId.ZERO);
    }

    /** Returns the end of the log for the channel. */
    public EventId endOf(Channel channel) {
        return ledger.last(followed.partition(channel));
    }

    /** The server delivers the channel after a position. */
    public void follow(Channel channel, EventId after) {
        followed.follow(channel, after);
    }

    public void unfollow(Channel channel) {
        followed.unfollow(channel);
    }

    // What the client receives

    /** @param sentAt when the instance sent it, which the client may receive later */
    public void ready(ReadyEvent event, boolean resumes, long sentAt) {
        Trace.print(() -> client + " " + event + " resumes=" + resumes);
        if (ready) {
            violation("received ready twice");
        }
        ready = true;
        expectsReset = !event.recovered();
        expectsUnknown = false;
        Cursor from = format.parse(event.cursor());
        for (int partition : from.partitions()) {
            EventId position = from.positionIn(partition);
            if (positions[partition] == null || !resumes) {
                positions[partition] = position;
            } else if (cursor != null
                    && cursor.positionIn(partition) != null
                    && !position.equals(cursor.positionIn(partition))) {
                if (followed.followsIn(partition)) {
                    expectsUnknown = true;
                } else {
                    // The log may have been lost there, which does not concern the client.
                    positions[partition] = position;
                }
            }
        }
        followed.begin(from, resumes, sentAt);
        if (expectsUnknown && event.recovered()) {
            violation("resumed from " + cursor + " and got ready with " + from);
        }
        cursor = from;
    }

    /**
     * @param sentAt when the instance sent it, which the client may receive later
     * @param births the birth marks of the log at that time, by partition; null for none
     */
    public void reset(ResetEvent event, long sentAt, @Nullable EventId[] births) {
        Trace.print(() -> client + " " + event);
        if (!ready) {
            violation("received reset before ready");
        }
        if (expectsUnknown && event.reason() != ResetEvent.Reason.UNKNOWN) {
            violation("resumed from another position with " + event);
        }
        expectsReset = false;
        expectsUnknown = false;
        Cursor complete = format.parse(event.cursor());
        followed.reset(event, complete, sentAt, births);
        if (event.reason() == ResetEvent.Reason.UNKNOWN) {
            received.clear();
            Arrays.setAll(positions, partition -> positions[partition] == null ? null : EventId.ZERO);
        }
        if (event.resumable()) {
            moveTo(complete);
            cursor = complete;
        }
    }

    public void heartbeat(String text) {
        Cursor next = format.parse(text);
        moveTo(next);
        cursor = next;
    }

    public void event(SimulatedFrame frame) {
        Trace.print(() -> client + " " + frame);
        if (!ready || expectsReset) {
            violation("received an event before ready or reset: " + frame);
        }
        if (frame.isEphemeral()) {
            return;
        }
        Cursor own = format.parse(frame.id());
        int partition = own.partitions().iterator().next();
        EventId id = own.positionIn(partition);
        Cursor next = format.parse(frame.cursor());
        LoggedEvent event = ledger.find(partition, id, frame);
        if (event == null) {
            violation("received an event that was never appended: " + frame);
            return;
        }
        FollowedChannel channel = followed.find(new Channel(frame.channel()));
        EventId position = next.positionIn(partition);
        boolean isReplayed = channel != null && channel.replayed != null;
        if (position != null && position.equals(id) && id.isAfter(at(partition))) {
            received.add(event);
            moveTo(next);
        } else if (!isReplayed) {
            violation("received an event again or out of order: " + frame);
        } else if (!id.isAfter(channel.replayed)) {
            violation("received a replayed event out of order: " + frame);
        } else {
            channel.replayed = id;
            received.add(event);
        }
        cursor = next;
    }

    private EventId at(int partition) {
        return positions[partition] == null ? EventId.ZERO : positions[partition];
    }

    private void moveTo(Cursor next) {
        for (int partition : next.partitions()) {
            EventId to = next.positionIn(partition);
            EventId from = positions[partition];
            if (from == null) {
                positions[partition] = to;
            } else if (to.isBefore(from)) {
                violation("moved back in partition " + partition + " to " + to);
            } else if (to.isAfter(from)) {
                check(partition, from, to);
                positions[partition] = to;
            }
        }
    }

    private void check(int partition, EventId from, EventId to) {
        followed.forEach((channel, known) -> {
            if (followed.partition(channel) == partition && known.replayed == null) {
                check(channel, known, from.max(known.since), to);
            }
        });
    }

    private void check(Channel channel, FollowedChannel known, EventId from, EventId to) {
        if (!to.isAfter(from)) {
            return;
        }
        for (LoggedEvent event : ledger.between(followed.partition(channel), channel, from, to)) {
            boolean due = !event.ephemeral && !received.contains(event) && event.id.isAfter(known.reported);
            if (due && (event.lost || event.isBehindLostIds)) {
                known.lost.add(event);
            } else if (due && !ledger.isSuperseded(event, channel)) {
                violation("missed " + event + " acknowledged=" + ledger.isAcknowledged(event) + " on the way to " + to);
            }
        }
    }

    /**
     * Called at rest. The other instances may notice a loss late, so the reset may arrive after newer events.
     *
     * @param isDetectable whether a reader can tell that the log has lost the event
     */
    public void verifyLosses(Predicate<LoggedEvent> isDetectable, Violations found) {
        followed.forEach((channel, known) -> known.unreportedLosses(ledger).stream()
                .filter(event -> !ledger.isSuperseded(event, channel) && isDetectable.test(event))
                .filter(event -> !hasReceivedRepetition(event))
                .forEach(event -> found.add(
                        client + " received no reset for " + event + "; positions " + Arrays.toString(positions))));
    }

    /** Whether the publisher has repeated a call to a former master, and the client has received the event of the other call. */
    private boolean hasReceivedRepetition(LoggedEvent event) {
        return event.isOfFormerMaster
                && received.stream()
                        .anyMatch(other -> other.partition == event.partition && other.number == event.number);
    }

    // Joins

    /** The client asks to follow a channel after a position. */
    public void joining(Channel channel, EventId after) {
        followed.join(channel, after);
    }

    public void joinFailed(Channel channel) {
        followed.joinFailed(channel);
    }

    /** The answer to a join has arrived: all events up to the position of the client have been replayed. */
    public void joined(Channel channel) {
        FollowedChannel known = followed.find(channel);
        if (known != null && known.replayed != null) {
            EventId reached = at(followed.partition(channel));
            check(channel, known, known.since, reached);
            known.replayed = null;
            known.since = known.since.max(reached);
        }
    }

    /** Returns the events that the client must have received at rest and has not. */
    public List<LoggedEvent> missing(Collection<LoggedEvent> expected) {
        return expected.stream()
                .filter(event -> !received.contains(event))
                .filter(event -> event.channels.stream().anyMatch(channel -> isDue(channel, event)))
                .toList();
    }

    private boolean isDue(Channel channel, LoggedEvent event) {
        FollowedChannel known = followed.find(channel);
        return known != null
                && followed.partition(channel) == event.partition
                && event.id.isAfter(known.since.max(known.reported));
    }

    public boolean follows(Channel channel) {
        return followed.find(channel) != null;
    }
}
