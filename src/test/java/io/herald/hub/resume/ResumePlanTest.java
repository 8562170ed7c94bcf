package io.herald.hub.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.hub.transport.StartPosition;
import io.herald.log.EventLog.Bounds;
import io.herald.log.HistoryPage;
import io.herald.log.HistoryPage.Gap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResumePlanTest {

    private static final Channel BUSY = Channel.room("busy");
    private static final Channel QUIET = Channel.room("quiet");
    private static final StartPosition RESUME = new StartPosition.After(cursor(10));
    private static final StartPosition REWIND = new StartPosition.Rewind(Duration.ofMinutes(10));

    private static EventId id(long ms) {
        return new EventId(ms, 0);
    }

    private static Cursor cursor(long ms) {
        return Cursor.at(0, id(ms));
    }

    /** A page after 10 of two rooms, of which the busy one is complete from {@code origin} on only. */
    private static ResumePlan plan(StartPosition startPosition, long origin, boolean lost, long... events) {
        List<Event> page = Arrays.stream(events)
                .mapToObj(ms -> new Event(0, id(ms), List.of(QUIET), "e", new byte[] {'1'}, EventAttributes.DURABLE))
                .toList();
        List<Gap> gaps = origin > 10 ? List.of(new Gap(BUSY, id(origin), lost)) : List.of();
        HistoryPage historyPage = new HistoryPage(new Bounds(id(1), id(99)), page, id(99), gaps);
        return ResumePlan.of(startPosition, cursor(10), Map.of(0, historyPage));
    }

    @Test
    void a_resume_that_misses_nothing_continues_from_its_cursor() {
        ResumePlan plan = plan(RESUME, 5, false, 20);
        assertTrue(plan.isRecovered());
        assertEquals(cursor(10), plan.ready());
        assertEquals(cursor(10), plan.start());
    }

    @Test
    void a_resume_that_misses_events_replays_those_of_the_other_rooms() {
        ResumePlan plan = plan(RESUME, 50, false, 20, 60);
        assertEquals(Reason.EXPIRED, plan.reset());
        assertEquals(cursor(10), plan.ready());
        assertEquals(cursor(10), plan.start());
        assertEquals(cursor(50), plan.whole());
        assertFalse(plan.resumable());
    }

    @Test
    void a_resume_with_nothing_to_replay_before_the_cursor_of_the_reset_starts_there() {
        ResumePlan plan = plan(RESUME, 50, true, 60);
        assertEquals(Reason.LOST, plan.reset());
        assertEquals(cursor(10), plan.ready());
        assertEquals(cursor(50), plan.start());
        assertTrue(plan.resumable());
    }

    @Test
    void a_rewind_starts_at_the_earliest_stored_event() {
        ResumePlan plan = plan(REWIND, 50, false, 60);
        assertNull(plan.reset());
        assertEquals(cursor(50), plan.ready());
        assertEquals(cursor(50), plan.start());
    }

    @Test
    void a_rewind_skips_no_event_of_a_room_that_holds_more_than_another() {
        ResumePlan plan = plan(REWIND, 50, false, 20, 60);
        assertNull(plan.reset());
        assertEquals(Cursor.at(0, id(20).predecessor()), plan.ready());
        assertEquals(plan.ready(), plan.start());
    }

    @Test
    void an_unknown_cursor_is_answered_by_everything_that_is_stored() {
        ResumePlan plan = plan(new StartPosition.Unknown(), 50, false, 60);
        assertEquals(Reason.UNKNOWN, plan.reset());
        assertEquals(cursor(50), plan.ready());
        assertEquals(cursor(50), plan.start());
    }
}
