package io.herald.redis.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.redis.history.HistoryReadReply.Segment;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistoryPageMergerTest {

    private static final Channel A = Channel.room("a");
    private static final Channel B = Channel.room("b");

    @Test
    void events_appended_during_the_read_of_several_channels_are_not_skipped() {
        // b9 was appended after channel a was read and before channel b was read.
        HistoryPage historyPage = page(span(0, 8, 100, A, B), 0, stored(0, 5, 7), stored(0, 9));
        assertEquals(List.of(id(5), id(7)), ids(historyPage), "an event beyond the bound");
        assertEquals(id(8), historyPage.upTo());
    }

    @Test
    void a_truncated_page_ends_where_all_its_channels_are_read() {
        HistoryPage historyPage = page(span(0, 90, 2, A, B), 0, stored(0, 10, 20), stored(0, 15, 80));
        assertEquals(List.of(id(10), id(15), id(20)), ids(historyPage));
        assertEquals(id(20), historyPage.upTo());
    }

    @Test
    void a_history_that_is_complete_only_after_the_position_is_a_gap() {
        HistoryPage historyPage = page(span(3, 90, 9, A, B), 0, stored(5, 6), stored(3, 7));
        assertEquals(List.of(new HistoryPage.Gap(A, id(5), false)), historyPage.gaps());
        assertTrue(historyPage.holdsNothingUpTo(id(5)));
    }

    @Test
    void a_gap_is_reported_also_if_the_stored_events_are_beyond_the_end() {
        HistoryPage historyPage = page(span(3, 50, 9, A), 0, stored(60));
        assertEquals(List.of(new HistoryPage.Gap(A, id(60), false)), historyPage.gaps());
        assertFalse(historyPage.holdsNothingUpTo(id(60)), "other channels may have events in between");
    }

    @Test
    void below_the_birth_mark_every_channel_is_lost() {
        HistoryPage historyPage = page(span(3, 50, 9, A, B), 40, stored(2), stored(2, 45));
        assertEquals(
                List.of(new HistoryPage.Gap(A, id(40), true), new HistoryPage.Gap(B, id(40), true)),
                historyPage.gaps());
    }

    @Test
    void a_channel_without_events_is_complete_above_the_floor() {
        assertTrue(page(span(31, 50, 9, A), 0, new Segment.Missing()).gaps().isEmpty());
    }

    @Test
    void a_gap_of_a_channel_without_history_is_reported_once() {
        HistoryPage quiet = page(span(3, 50, 9, A), 0, new Segment.Missing());
        assertEquals(id(50), quiet.gaps().get(0).resume(), "the resume position is the end, because the floor rises");
        HistoryPage ended = HistoryPageMerger.of(
                span(3, 20, 9, A),
                new HistoryReadReply(new Bounds(id(0), id(20)), id(30), List.of(new Segment.Missing())));
        assertEquals(id(20), ended.gaps().get(0).resume(), "a resume position beyond the end would be unknown");
    }

    private static HistoryPage page(Span span, long birth, Segment... segments) {
        return HistoryPageMerger.of(
                span,
                new HistoryReadReply(
                        new Bounds(id(birth), id(99)), id(Math.max(30, birth)).max(id(birth)), List.of(segments)));
    }

    private static Span span(long after, long upTo, int limit, Channel... channels) {
        return new Span(0, List.of(channels), id(after), id(upTo), limit);
    }

    private static Segment stored(long origin, long... events) {
        return new Segment.Stored(
                id(origin),
                LongStream.of(events)
                        .mapToObj(at -> new Event(0, id(at), List.of(A), "e", new byte[0], EventAttributes.DURABLE))
                        .toList());
    }

    private static List<EventId> ids(HistoryPage historyPage) {
        return historyPage.events().stream().map(Event::id).toList();
    }

    private static EventId id(long ms) {
        return new EventId(ms, 0);
    }
}
