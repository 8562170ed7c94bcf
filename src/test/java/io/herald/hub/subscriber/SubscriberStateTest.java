package io.herald.hub.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.subscriber.SubscriberState.Ahead;
import io.herald.hub.subscriber.SubscriberState.Behind;
import io.herald.hub.subscriber.SubscriberState.Closed;
import io.herald.hub.subscriber.SubscriberState.Connecting;
import io.herald.hub.subscriber.SubscriberState.Live;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks the transitions between the states of a subscriber of two partitions. */
class SubscriberStateTest {

    private static final int[] BOTH = {0, 1};

    private final FanOutPositions fanOut =
            new FanOutPositions(channel -> 0, new EventId[] {new EventId(10, 0), new EventId(20, 0)});

    private static Cursor cursor(long first, long second) {
        return Cursor.of(Map.of(0, new EventId(first, 0), 1, new EventId(second, 0)));
    }

    private static Behind behind(Cursor cursor) {
        return new Behind(cursor, false, () -> 0);
    }

    private static Event event(int partition, long id) {
        Channel room = Channel.room("arena");
        return new Event(
                partition, new EventId(id, 0), List.of(room), "moved", new byte[] {'1'}, EventAttributes.DURABLE);
    }

    @Test
    void a_subscriber_at_the_position_of_the_shard_becomes_live() {
        assertSame(Live.INSTANCE, behind(cursor(10, 20)).catchUp(BOTH, fanOut));
    }

    @Test
    void a_subscriber_beyond_the_shard_in_one_partition_becomes_ahead() {
        assertEquals(new Ahead(cursor(10, 25)), behind(cursor(10, 25)).catchUp(BOTH, fanOut));
    }

    @Test
    void a_subscriber_that_is_ahead_skips_what_it_has_received() {
        Ahead ahead = new Ahead(cursor(10, 25));
        assertFalse(ahead.accepts(event(1, 25)));
        assertTrue(ahead.accepts(event(1, 26)));
        assertTrue(ahead.accepts(event(0, 11)));
    }

    @Test
    void a_subscriber_that_is_ahead_becomes_live_when_the_shard_reaches_it() {
        Ahead ahead = new Ahead(cursor(10, 25));
        fanOut.advance(1, new EventId(25, 0));
        assertSame(Live.INSTANCE, ahead.advance(cursor(10, 25), BOTH, fanOut));
    }

    @Test
    void only_a_subscriber_that_is_live_or_ahead_receives_batches() {
        Event next = event(0, 11);
        assertTrue(Live.INSTANCE.accepts(next));
        assertTrue(new Ahead(cursor(10, 25)).accepts(next));
        assertFalse(Connecting.INSTANCE.accepts(next));
        assertFalse(behind(cursor(10, 20)).accepts(next));
        assertFalse(Closed.INSTANCE.accepts(next));
    }

    @Test
    void a_subscriber_with_its_own_position_enters_a_new_partition_at_the_position_of_the_shard() {
        EventId position = new EventId(30, 0);
        Behind behind = behind(cursor(5, 20));
        assertSame(behind, behind.enter(2, position));
        assertEquals(position, behind.cursor().positionIn(2));
        Ahead ahead = assertInstanceOf(Ahead.class, new Ahead(cursor(10, 25)).enter(2, position));
        assertEquals(position, ahead.cursor().positionIn(2));
        assertSame(Live.INSTANCE, Live.INSTANCE.enter(2, position));
    }

    @Test
    void a_slice_in_progress_keeps_the_position_before_it() {
        fanOut.beginSlice(1);
        fanOut.advance(1, new EventId(21, 0));
        assertEquals(new EventId(20, 0), fanOut.beforeSlice(1));
        assertEquals(new EventId(21, 0), fanOut.of(1));
        assertEquals(new EventId(10, 0), fanOut.beforeSlice(0));
        fanOut.endBatch();
        assertEquals(new EventId(21, 0), fanOut.beforeSlice(1));
    }
}
