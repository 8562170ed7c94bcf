package io.herald.simulation.oracle;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.transport.ResetEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The channels that a client follows, each from a position on. */
final class FollowedChannels {

    private final int home;
    private final ToIntFunction<Channel> partitionOf;
    private final Map<Channel, FollowedChannel> followed = new HashMap<>();

    /** Those that the last subscription has added. */
    private final Set<Channel> added = new HashSet<>();

    FollowedChannels(Channel user, ToIntFunction<Channel> partitionOf) {
        this.home = partitionOf.applyAsInt(user);
        this.partitionOf = partitionOf;
    }

    int partition(Channel channel) {
        return channel.equals(Channel.EVERYONE) ? home : partitionOf.applyAsInt(channel);
    }

    /** Returns null if the client does not follow the channel. */
    @Nullable
    FollowedChannel find(Channel channel) {
        return followed.get(channel);
    }

    void forEach(BiConsumer<Channel, FollowedChannel> action) {
        followed.forEach(action);
    }

    /** Returns whether the client follows a channel of the partition. */
    boolean followsIn(int partition) {
        return partition == home || followed.keySet().stream().anyMatch(channel -> partition(channel) == partition);
    }

    /**
     * The server has opened a subscription of these channels.
     *
     * @param resumes whether the client continues with what it has followed
     * @param since the position from which a channel is due that the client did not follow before
     */
    void subscribe(Collection<Channel> channels, boolean resumes, Function<Channel, EventId> since) {
        added.clear();
        if (!resumes) {
            followed.clear();
        }
        // A join that was cut off is not resumed: the client has to join again with its cursor.
        followed.values().removeIf(known -> known.replayed != null);
        followed.keySet().retainAll(channels);
        for (Channel channel : channels) {
            if (!followed.containsKey(channel)) {
                followed.put(channel, new FollowedChannel(since.apply(channel)));
                added.add(channel);
            }
        }
    }

    /**
     * Channels that the client has not followed before, such as a room to which it was added while it was disconnected, begin at its
     * cursor. A cursor lacks the partitions of which the client has followed no channel. There the server chooses the position.
     *
     * @param sentAt when the server has sent the position
     */
    void begin(Cursor from, boolean resumes, long sentAt) {
        for (Channel channel : resumes ? added : followed.keySet()) {
            FollowedChannel known = followed.get(channel);
            EventId position = from.positionIn(partition(channel));
            if (known != null && position != null) {
                known.since = known.since.max(position);
            }
        }
        if (!resumes) {
            // A client that begins, at an earlier time as well, is owed nothing that the log had lost before.
            followed.values().forEach(known -> known.resetAt = sentAt);
        }
    }

    /** The server delivers the channel after a position. */
    void follow(Channel channel, EventId after) {
        FollowedChannel known = followed.get(channel);
        if (known == null || known.replayed == null) {
            followed.put(channel, new FollowedChannel(after));
        }
    }

    void unfollow(Channel channel) {
        followed.remove(channel);
    }

    /** The server replays the channel after a position. */
    void join(Channel channel, EventId after) {
        FollowedChannel joining = new FollowedChannel(after);
        joining.replayed = after;
        followed.put(channel, joining);
    }

    void joinFailed(Channel channel) {
        FollowedChannel known = followed.get(channel);
        if (known != null && known.replayed != null) {
            followed.remove(channel);
        }
    }

    /**
     * A reset has reported missing events.
     *
     * @param complete the positions up to which it reports them
     * @param births the birth marks of the log at that time, by partition; null for none
     */
    void reset(ResetEvent event, Cursor complete, long sentAt, @Nullable EventId[] births) {
        for (Channel channel : event.channels()) {
            FollowedChannel known = followed.get(channel);
            EventId position = complete.positionIn(partition(channel));
            if (known != null && position != null) {
                known.reported = known.reported.max(position);
                EventId birth = births[partition(channel)];
                boolean reportsLosses = event.reason() != ResetEvent.Reason.EXPIRED;
                if (reportsLosses && (birth == null || !position.isBefore(birth))) {
                    known.resetAt = sentAt;
                }
            }
        }
    }
}
