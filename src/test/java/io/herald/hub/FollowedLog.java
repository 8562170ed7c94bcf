package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.LineFrameEncoder.Line;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.history.SimulatedLog.AppendedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The part of a {@link SimulatedLog} that one client follows. */
final class FollowedLog {

    private final SimulatedLog log;
    private final Collection<Channel> channels;
    private final Map<Integer, Set<Channel>> byPartition = new TreeMap<>();
    private final CursorFormat format;

    FollowedLog(
            SimulatedLog log, Collection<Channel> channels, ToIntFunction<Channel> partitionOf, CursorFormat format) {
        this.log = log;
        this.channels = channels;
        this.format = format;
        // The channel everyone is in the partition of the user's own channel.
        int everyonePartition = partitionOf.applyAsInt(channels.iterator().next());
        for (Channel channel : channels) {
            int partition = channel.equals(Channel.EVERYONE) ? everyonePartition : partitionOf.applyAsInt(channel);
            byPartition.computeIfAbsent(partition, p -> new HashSet<>()).add(channel);
        }
    }

    Collection<Channel> channels() {
        return channels;
    }

    Set<Integer> partitions() {
        return byPartition.keySet();
    }

    /** Returns the cursor before the first event. */
    Cursor zero() {
        Map<Integer, EventId> positions = new HashMap<>();
        partitions().forEach(partition -> positions.put(partition, EventId.ZERO));
        return Cursor.of(positions);
    }

    boolean follows(Event event) {
        return event.channels().stream().anyMatch(byPartition.getOrDefault(event.partition(), Set.of())::contains);
    }

    Channel channelOf(Event event) {
        return event.channels().stream().filter(channels::contains).findFirst().orElseThrow();
    }

    /** Whether the client must receive the event, or a reset that covers it. */
    boolean isExpected(AppendedEvent appended) {
        return !appended.event.isEphemeral() && follows(appended.event) && (appended.acknowledged || !appended.lost);
    }

    /** Whether the log or the window of the instance holds the event for a resume from the cursor. */
    boolean isAvailable(Event event, Cursor after, SimulatedInstance instance) {
        EventId position = after.positionIn(event.partition());
        return log.holds(channelOf(event), event)
                || position == null
                || instance.windowCovers(event.partition(), position);
    }

    /** A stored event of an incomplete channel may expire during the replay without a reset. */
    boolean isComplete(Event event) {
        return log.holds(channelOf(event), event) && log.isComplete(channelOf(event), event);
    }

    AppendedEvent appendedEventOf(Line line) {
        return log.named(line.name()).stream()
                .filter(appended -> line.isEphemeral()
                        ? follows(appended.event)
                        : format.formatId(appended.event.partition(), appended.event.id())
                                .equals(line.id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("never sent: " + line));
    }
}
