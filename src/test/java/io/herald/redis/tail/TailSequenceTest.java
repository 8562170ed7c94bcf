package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailSequenceTest {

    private final List<String> heard = new ArrayList<>();
    private final TailSequence tailSequence = new TailSequence(
            0,
            batch -> heard.add(batch.after().ms() + ">" + batch.upTo().ms()),
            (partition, birth) -> heard.add("reborn " + birth.ms()),
            new ControlListeners(List.of(), Runnable::run));

    @Test
    void a_break_in_the_middle_of_a_read_waits_for_a_look_at_the_birth_mark() {
        load(1, 1);
        List<Entry> left = tailSequence.deliver(List.of(entry(1, 2), entry(2, 3), entry(9, 10)));
        assertEquals(List.of("1>1", "1>3"), heard);
        tailSequence.updateBirthMark(new Bounds(id(9), id(10)));
        assertTrue(tailSequence.deliverAfterBreak(left).isEmpty());
        assertEquals(List.of("1>1", "1>3", "reborn 9", "9>10"), heard);
    }

    @Test
    void what_was_read_from_a_log_that_is_gone_is_dropped() {
        load(1, 1);
        List<Entry> left = tailSequence.deliver(List.of(entry(4, 5)));
        tailSequence.updateBirthMark(new Bounds(id(50), id(50)));
        assertTrue(tailSequence.deliverAfterBreak(left).isEmpty());
        assertEquals(id(50), tailSequence.position());
    }

    @Test
    void at_the_start_only_what_comes_after_the_last_break_is_taken() {
        load(9, 12, entry(1, 2), entry(2, 3), entry(9, 11), entry(11, 12));
        assertEquals(List.of("9>12"), heard);
    }

    @Test
    void at_the_start_nothing_from_before_the_birth_mark_is_taken() {
        load(9, 9, entry(1, 2), entry(2, 3));
        assertEquals(List.of("9>9"), heard);
    }

    private void load(long birth, long last, Entry... held) {
        Bounds bounds = new Bounds(id(birth), id(last));
        tailSequence.updateBirthMark(bounds);
        tailSequence.load(bounds, List.of(held));
    }

    private static Entry entry(long previous, long id) {
        Event event = new Event(0, id(id), List.of(Channel.EVERYONE), "e", new byte[0], EventAttributes.DURABLE);
        return new Entry(id(previous), event, false);
    }

    private static EventId id(long ms) {
        return new EventId(ms, 0);
    }
}
