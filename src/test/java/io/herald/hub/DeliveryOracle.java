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
import io.herald.redis.history.SimulatedLog.AppendedEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Compares what one client receives over all its connections with what the log holds. Fails if they differ. */
final class DeliveryOracle {

    private final SimulatedLog log;
    private final FollowedLog followed;
    private final CursorFormat format;
    private final Clock clock;
    private final Set<Event> received = new HashSet<>();

    /**
     * The ephemeral events of this connection. They have no position in the log, so an instance
     * that lags behind the previous one may deliver them again.
     */
    private final Set<Event> receivedEphemeral = new HashSet<>();

    private final Set<Event> notStored = new HashSet<>();
    private final List<ReceivedReset> resets = new ArrayList<>();
    private StartPosition startPosition;
    private Cursor start;
    private Cursor cursor;
    private boolean opened;
    private boolean expectsReset;
    private long lossesAtConnect;
    private int appendedAtConnect;
    private ResetEvent resumedFrom;
    private long lossesAtReset;
    private long timeAtReset;

    /** A reset, and the cursor of the client when it arrived. */
    private record ReceivedReset(Collection<Channel> channels, Cursor upTo, Cursor cursor) {}

    DeliveryOracle(
            SimulatedLog log,
            Collection<Channel> channels,
            ToIntFunction<Channel> partitionOf,
            int partitions,
            Clock clock) {
        this.log = log;
        this.format = new CursorFormat(partitions);
        this.clock = clock;
        this.followed = new FollowedLog(log, channels, partitionOf, format);
    }

    /** The cursor to resume from, or null before the first connection. */
    Cursor cursor() {
        return cursor;
    }

    void connecting(StartPosition position) {
        startPosition = position;
        opened = false;
        expectsReset = false;
        receivedEphemeral.clear();
        lossesAtConnect = log.losses();
        appendedAtConnect = log.appendedEvents().size();
        boolean resumesFromReset = resumedFrom != null
                && position instanceof StartPosition.After after
                && format.format(after.cursor()).equals(resumedFrom.cursor());
        if (resumesFromReset && !resumedFrom.resumable()) {
            // The client chooses to skip the replay that the reset announced.
            start = ((StartPosition.After) position).cursor();
        }
        if (!resumesFromReset || lossesAtReset != log.losses() || timeAtReset != clock.millis()) {
            resumedFrom = null;
        }
    }

    /** Called when the instance sends {@code ready}: {@code recovered} must hold for the log as it is now. */
    void readySent(ReadyEvent readyEvent, SimulatedInstance instance) {
        if (startPosition instanceof StartPosition.After after && readyEvent.recovered()) {
            List<EventId> missing = log.appendedEvents().subList(0, appendedAtConnect).stream()
                    .filter(appended -> followed.isExpected(appended) && isAfter(appended.event, after.cursor()))
                    .map(appended -> appended.event)
                    .filter(event -> !followed.isAvailable(event, after.cursor(), instance))
                    .map(Event::id)
                    .toList();
            // Checked last: the log removes expired events only when it reads them.
            assertTrue(missing.isEmpty() || log.losses() != lossesAtConnect, () -> "recovered, but missing " + missing);
        }
        if (!(startPosition instanceof StartPosition.After) && start == null) {
            // A trimmed event may be stored again since: the resume was planned before the failover.
            log.appendedEvents().stream()
                    .filter(appended -> appended.lost
                            || appended.wasTrimmed
                            || followed.follows(appended.event) && !followed.isComplete(appended.event))
                    .forEach(appended -> notStored.add(appended.event));
        }
    }

    void ready(ReadyEvent readyEvent) {
        assertFalse(opened, "ready twice");
        opened = true;
        expectsReset = !readyEvent.recovered();
        Cursor from = format.parse(readyEvent.cursor());
        assertEquals(followed.partitions(), from.partitions(), "partitions of the cursor");
        if (start == null) {
            start = from;
        } else if (startPosition instanceof StartPosition.After after) {
            after.cursor()
                    .partitions()
                    .forEach(p -> assertEquals(
                            after.cursor().positionIn(p), from.positionIn(p), "continues from its own cursor"));
        }
        if (cursor == null || !expectsReset) {
            cursor = from;
        }
        assertTrue(resumedFrom == null || readyEvent.recovered(), "reset again after a resume from a reset");
    }

    void reset(ResetEvent resetEvent) {
        assertTrue(opened, "reset before ready");
        assertTrue(
                followed.channels().containsAll(resetEvent.channels()), "reset of a channel that it does not follow");
        expectsReset = false;
        Cursor upTo = format.parse(resetEvent.cursor());
        resets.add(new ReceivedReset(List.copyOf(resetEvent.channels()), upTo, cursor));
        if (resetEvent.reason() == ResetEvent.Reason.UNKNOWN) {
            received.clear();
            cursor = followed.zero();
        }
        if (resetEvent.resumable()) {
            moveTo(upTo);
        }
        resumedFrom = resetEvent;
    }

    /** Called when the instance sends {@code reset}. The instance may have read the log as early as the connect. */
    void resetSent(ResetEvent resetEvent) {
        lossesAtReset = lossesAtConnect;
        timeAtReset = clock.millis();
    }

    /** Returns the cursor of the last reset, or else the own cursor. */
    Cursor resetCursor() {
        return resumedFrom == null ? cursor : format.parse(resumedFrom.cursor());
    }

    void event(Line line) {
        assertTrue(opened && !expectsReset, "an event before ready and reset");
        AppendedEvent appended = followed.appendedEventOf(line);
        Event event = appended.event;
        assertTrue(followed.follows(event), () -> "not followed: " + line);
        assertEquals(event.isEphemeral(), line.isEphemeral());
        assertTrue((event.isEphemeral() ? receivedEphemeral : received).add(event), () -> "repeated: " + line);
        if (!event.isEphemeral()) {
            assertTrue(isAfter(event, cursor), () -> "not in order: " + line + " after " + cursor);
            Cursor next = format.parse(line.cursor());
            assertEquals(event.id(), next.positionIn(event.partition()));
            moveTo(next);
            resumedFrom = null;
        }
    }

    void heartbeat(String newCursor) {
        moveTo(format.parse(newCursor));
    }

    private void moveTo(Cursor next) {
        for (int partition : followed.partitions()) {
            EventId before = cursor.positionIn(partition);
            EventId after = next.positionIn(partition);
            assertFalse(before != null && after.isBefore(before), () -> "moved back from " + cursor + " to " + next);
        }
        cursor = next;
    }

    /** Called at the end: each missing event must be covered by a reset, superseded, or expired. */
    void verify() {
        assertTrue(opened && !expectsReset, "no ready or reset");
        for (AppendedEvent appended : log.appendedEvents()) {
            Event event = appended.event;
            if (followed.isExpected(appended)
                    && isAfter(event, start)
                    && !received.contains(event)
                    && !notStored.contains(event)
                    && !event.isExpired(clock.millis())
                    && !isSuperseded(event)
                    && !isCoveredByReset(appended)) {
                throw new AssertionError("missing: " + followed.channelOf(event) + " " + event.partition() + "."
                        + event.id()
                        + " acknowledged=" + appended.acknowledged + " lost=" + appended.lost + "; resets " + resets
                        + "; start " + start + "; cursor " + cursor);
            }
        }
    }

    private static boolean isAfter(Event event, Cursor position) {
        EventId at = position.positionIn(event.partition());
        return at == null || event.id().isAfter(at);
    }

    private boolean isSuperseded(Event event) {
        String key = event.eventAttributes().conflate();
        return key != null
                && log.appendedEvents().stream()
                        .filter(newer -> followed.follows(newer.event))
                        .filter(newer -> newer.event.id().isAfter(event.id()))
                        .filter(newer ->
                                key.equals(newer.event.eventAttributes().conflate()))
                        .filter(newer -> newer.event.partition() == event.partition())
                        .filter(newer -> followed.channelOf(newer.event).equals(followed.channelOf(event)))
                        .anyMatch(newer -> received.contains(newer.event) || isCoveredByReset(newer));
    }

    /** The reset must arrive before newer events, except for a loss in Redis, which may be noticed later. */
    private boolean isCoveredByReset(AppendedEvent appended) {
        Event event = appended.event;
        return resets.stream()
                .filter(reset -> reset.channels().contains(followed.channelOf(event)))
                .filter(reset -> !isAfter(event, reset.upTo()))
                .anyMatch(reset -> appended.lost || isAfter(event, reset.cursor()));
    }
}
