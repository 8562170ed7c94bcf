package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.hub.LineFrameEncoder.Line;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.history.SimulatedLog.Fact;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** What one client was promised and what it got, over all of its connections; fails where they differ. */
final class DeliveryOracle {

    private final SimulatedLog log;
    private final Collection<Channel> channels;
    private final Map<Integer, Set<Channel>> heard;
    private final CursorFormat format;
    private final Clock clock;
    private final Set<Event> had = new HashSet<>();

    /**
     * Ephemeral ones, on this connection: they have no place in the log that a client could come back with, so an instance
     * that lags behind the one before may show them once more.
     */
    private final Set<Event> hadHere = new HashSet<>();

    private final Set<Event> notHeld = new HashSet<>();
    private final List<Told> told = new ArrayList<>();
    private StartPosition startPosition;
    private Cursor begin;
    private Cursor cursor;
    private boolean opened;
    private boolean owedReset;
    private long lossesAtConnect;
    private int factsAtConnect;
    private ResetEvent resumedFrom;
    private long lossesAtReset;
    private long timeAtReset;

    /** A reset, and where the client was when it came. */
    private record Told(Collection<Channel> channels, Cursor upTo, Cursor at) {}

    DeliveryOracle(
            SimulatedLog log,
            Collection<Channel> channels,
            ToIntFunction<Channel> partitionOf,
            int partitions,
            Clock clock) {
        this.log = log;
        this.channels = channels;
        this.heard = new java.util.TreeMap<>();
        this.format = new CursorFormat(partitions);
        this.clock = clock;
        // Everyone is heard in the partition of the user's own channel.
        int home = partitionOf.applyAsInt(channels.iterator().next());
        for (Channel channel : channels) {
            int partition = channel.equals(Channel.EVERYONE) ? home : partitionOf.applyAsInt(channel);
            heard.computeIfAbsent(partition, p -> new HashSet<>()).add(channel);
        }
    }

    /** Where it would go on from; null if it has never been connected. */
    Cursor cursor() {
        return cursor;
    }

    void connecting(StartPosition how) {
        startPosition = how;
        opened = false;
        owedReset = false;
        hadHere.clear();
        lossesAtConnect = log.losses();
        factsAtConnect = log.facts().size();
        boolean fromReset = resumedFrom != null
                && how instanceof StartPosition.After after
                && format.format(after.cursor()).equals(resumedFrom.cursor());
        if (fromReset && !resumedFrom.resumable()) {
            // By its own choice it does without what was about to be replayed.
            begin = ((StartPosition.After) how).cursor();
        }
        if (!fromReset || lossesAtReset != log.losses() || timeAtReset != clock.millis()) {
            resumedFrom = null;
        }
    }

    /** On the instance's side: what it says is compared with what there is now. */
    void sent(ReadyEvent readyEvent, SimulatedInstance instance) {
        if (startPosition instanceof StartPosition.After after && readyEvent.recovered()) {
            List<EventId> missing = log.facts().subList(0, factsAtConnect).stream()
                    .filter(fact -> isOwed(fact) && isAfter(fact.event, after.cursor()))
                    .map(fact -> fact.event)
                    .filter(event -> !isThere(event, after.cursor(), instance))
                    .map(Event::id)
                    .toList();
            // Looked at last: what has run out since the client was admitted goes only when it is looked for.
            assertTrue(
                    missing.isEmpty() || log.losses() != lossesAtConnect,
                    () -> "said to be recovered, but lacks " + missing);
        }
        if (!(startPosition instanceof StartPosition.After) && begin == null) {
            log.facts().stream()
                    .filter(fact -> fact.lost || hears(fact.event) && !log.holds(channelOf(fact.event), fact.event))
                    .forEach(fact -> notHeld.add(fact.event));
        }
    }

    private boolean isThere(Event event, Cursor after, SimulatedInstance instance) {
        EventId position = after.positionIn(event.partition());
        return log.holds(channelOf(event), event)
                || position == null
                || instance.remembers(event.partition(), position);
    }

    void ready(ReadyEvent readyEvent) {
        assertFalse(opened, "ready twice");
        opened = true;
        owedReset = !readyEvent.recovered();
        Cursor from = format.parse(readyEvent.cursor());
        assertEquals(heard.keySet(), from.partitions(), "partitions of the cursor");
        if (begin == null) {
            begin = from;
        } else if (startPosition instanceof StartPosition.After after) {
            after.cursor()
                    .partitions()
                    .forEach(p -> assertEquals(
                            after.cursor().positionIn(p), from.positionIn(p), "goes on from its own cursor"));
        }
        if (cursor == null || !owedReset) {
            cursor = from;
        }
        assertTrue(resumedFrom == null || readyEvent.recovered(), "reset again after going on from a reset");
    }

    void reset(ResetEvent resetEvent) {
        assertTrue(opened, "reset before ready");
        assertTrue(channels.containsAll(resetEvent.channels()), "reset of what it does not follow");
        owedReset = false;
        Cursor upTo = format.parse(resetEvent.cursor());
        told.add(new Told(List.copyOf(resetEvent.channels()), upTo, cursor));
        if (resetEvent.reason() == ResetEvent.Reason.UNKNOWN) {
            had.clear();
            cursor = zero();
        }
        if (resetEvent.resumable()) {
            moveTo(upTo);
        }
        resumedFrom = resetEvent;
    }

    /** On the instance's side; what it found may be as old as the connection. */
    void sent(ResetEvent resetEvent) {
        lossesAtReset = lossesAtConnect;
        timeAtReset = clock.millis();
    }

    /** Where the last reset, if there was one, says to go on from. */
    Cursor resetCursor() {
        return resumedFrom == null ? cursor : format.parse(resumedFrom.cursor());
    }

    void event(Line line) {
        assertTrue(opened && !owedReset, "an event before ready and reset");
        Fact fact = factOf(line);
        Event event = fact.event;
        assertTrue(hears(event), () -> "not followed: " + line);
        assertEquals(event.isEphemeral(), line.isEphemeral());
        assertTrue((event.isEphemeral() ? hadHere : had).add(event), () -> "repeated: " + line);
        if (!event.isEphemeral()) {
            assertTrue(isAfter(event, cursor), () -> "not in order: " + line + " after " + cursor);
            Cursor next = format.parse(line.cursor());
            assertEquals(event.id(), next.positionIn(event.partition()));
            moveTo(next);
            resumedFrom = null;
        }
    }

    void heartbeat(String at) {
        moveTo(format.parse(at));
    }

    private void moveTo(Cursor next) {
        for (int partition : heard.keySet()) {
            EventId before = cursor.positionIn(partition);
            EventId after = next.positionIn(partition);
            assertFalse(before != null && after.isBefore(before), () -> "back from " + cursor + " to " + next);
        }
        cursor = next;
    }

    /** When all is quiet: whatever it has not got, it has been told of, or there is newer, or its time is over. */
    void judge() {
        assertTrue(opened && !owedReset, "not served");
        for (Fact fact : log.facts()) {
            Event event = fact.event;
            if (isOwed(fact)
                    && isAfter(event, begin)
                    && !had.contains(event)
                    && !notHeld.contains(event)
                    && !event.isExpired(clock.millis())
                    && !isSuperseded(event)
                    && !isTold(fact)) {
                throw new AssertionError("missing: " + channelOf(event) + " " + event.partition() + "." + event.id()
                        + " acknowledged=" + fact.acknowledged + " lost=" + fact.lost + "; told " + told
                        + "; begun at " + begin + "; now at " + cursor);
            }
        }
    }

    private boolean isOwed(Fact fact) {
        return !fact.event.isEphemeral() && hears(fact.event) && (fact.acknowledged || !fact.lost);
    }

    private boolean hears(Event event) {
        return event.channels().stream().anyMatch(heard.getOrDefault(event.partition(), Set.of())::contains);
    }

    private Channel channelOf(Event event) {
        return event.channels().stream().filter(channels::contains).findFirst().orElseThrow();
    }

    private static boolean isAfter(Event event, Cursor position) {
        EventId at = position.positionIn(event.partition());
        return at == null || event.id().isAfter(at);
    }

    private boolean isSuperseded(Event event) {
        String key = event.eventAttributes().conflate();
        return key != null
                && log.facts().stream()
                        .filter(newer -> hears(newer.event))
                        .filter(newer -> newer.event.id().isAfter(event.id()))
                        .filter(newer ->
                                key.equals(newer.event.eventAttributes().conflate()))
                        .filter(newer -> newer.event.partition() == event.partition())
                        .filter(newer -> channelOf(newer.event).equals(channelOf(event)))
                        .anyMatch(newer -> had.contains(newer.event) || isTold(newer));
    }

    /** Before anything newer came; but nobody may know of a loss in Redis until later. */
    private boolean isTold(Fact fact) {
        Event event = fact.event;
        return told.stream()
                .filter(reset -> reset.channels().contains(channelOf(event)))
                .filter(reset -> !isAfter(event, reset.upTo()))
                .anyMatch(reset -> fact.lost || isAfter(event, reset.at()));
    }

    private Fact factOf(Line line) {
        return log.named(line.name()).stream()
                .filter(fact -> line.isEphemeral()
                        ? hears(fact.event)
                        : format.formatId(fact.event.partition(), fact.event.id())
                                .equals(line.id()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("never sent: " + line));
    }

    private Cursor zero() {
        Map<Integer, EventId> positions = new java.util.HashMap<>();
        heard.keySet().forEach(partition -> positions.put(partition, EventId.ZERO));
        return Cursor.of(positions);
    }
}
