package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.EventLog.Bounds;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.tail.TailQueries.Opened;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailSequenceTest {

    private final List<String> notifications = new ArrayList<>();
    private final TailSequence tailSequence = new TailSequence(
            0,
            batch -> notifications.add(batch.after().ms() + ">" + batch.upTo().ms()),
            (partition, birth) -> notifications.add("birth " + birth.ms()),
            new ControlListeners(List.of(), Runnable::run));

    @Test
    void delivery_after_a_break_waits_for_the_birth_mark() {
        load(1, 1);
        List<Entry> remaining = tailSequence.deliver(List.of(entry(1, 2), entry(2, 3), entry(9, 10)));
        assertEquals(List.of("1>1", "1>3"), notifications);
        tailSequence.updateBirthMark(opened(id(9), id(10)));
        assertTrue(tailSequence.deliverAfterBreak(remaining).isEmpty());
        assertEquals(List.of("1>1", "1>3", "birth 9", "9>10"), notifications);
    }

    @Test
    void entries_of_a_lost_log_are_dropped() {
        load(1, 1);
        List<Entry> remaining = tailSequence.deliver(List.of(entry(4, 5)));
        tailSequence.updateBirthMark(opened(id(50), id(50)));
        assertTrue(tailSequence.deliverAfterBreak(remaining).isEmpty());
        assertEquals(id(50), tailSequence.position());
    }

    @Test
    void the_initial_load_takes_only_entries_after_the_last_break() {
        load(9, 12, entry(1, 2), entry(2, 3), entry(9, 11), entry(11, 12));
        assertEquals(List.of("9>12"), notifications);
    }

    @Test
    void the_initial_load_takes_no_entries_before_the_birth_mark() {
        load(9, 9, entry(1, 2), entry(2, 3));
        assertEquals(List.of("9>9"), notifications);
    }

    /** A reader at the birth mark may have read another log up to it. */
    @Test
    void the_first_entry_after_a_birth_mark_is_delivered_after_a_check_of_the_mark_and_without_a_gap() {
        load(1, 9);
        List<Entry> remaining = tailSequence.deliver(List.of(afterLoss(9, 10)));
        assertEquals(1, remaining.size());
        tailSequence.updateBirthMark(opened(id(9), id(10)));
        assertTrue(tailSequence.deliverAfterBreak(remaining).isEmpty());
        assertEquals(List.of("9>9", "birth 9", "9>10"), notifications);
    }

    @Test
    void the_initial_load_is_complete_from_the_birth_mark() {
        load(9, 11, afterLoss(9, 10), entry(10, 11));
        assertEquals(List.of("9>11"), notifications);
    }

    /** By its content, the script detects that another entry has the same id. */
    @Test
    void the_last_entry_read_is_known_by_its_content_and_a_birth_mark_as_a_position_without_an_entry() {
        load(1, 2, entry(1, 2));
        assertEquals(EntryIdentity.of(entry(1, 2).event()).digest(), known());
        tailSequence.updateBirthMark(opened(id(9), id(9)));
        assertEquals(id(9), tailSequence.position());
        assertEquals(EntryIdentity.withoutEntry(id(9)).digest(), known());
    }

    /** The birth mark is at the position: the reader has read beyond the entries that the log still has, or others have appended. */
    @Test
    void entries_of_another_log_before_a_birth_mark_at_the_position_are_detected() {
        load(1, 3, entry(1, 2), entry(2, 3));
        Bounds bounds = new Bounds(id(3), id(3));
        String digest = EntryIdentity.of(entry(1, 2).event()).digest();
        assertFalse(tailSequence.isReplacedBelow(new Opened(bounds, id(2), digest)));
        assertTrue(tailSequence.isReplacedBelow(new Opened(bounds, null, "")), "no entry is left to compare");
        assertTrue(tailSequence.isReplacedBelow(new Opened(bounds, id(2), "of another entry")));
        assertTrue(tailSequence.isReplacedBelow(new Opened(bounds, new EventId(2, 1), digest)));
    }

    @Test
    void such_entries_are_also_detected_if_the_birth_mark_is_known_from_an_earlier_loss() {
        load(1, 3, entry(1, 2), entry(2, 3));
        Bounds bounds = new Bounds(id(3), id(3));
        tailSequence.updateBirthMark(new Opened(bounds, null, ""));
        assertFalse(tailSequence.isReplacedBelow(new Opened(bounds, null, "")), "no entry was left before");
        String digest = EntryIdentity.of(entry(1, 2).event()).digest();
        assertFalse(tailSequence.isReplacedBelow(new Opened(bounds, id(2), digest)));
        assertTrue(tailSequence.isReplacedBelow(new Opened(bounds, id(2), "of another entry")));
    }

    @Test
    void a_reader_that_has_read_no_entry_at_the_birth_mark_takes_the_entries_before_it_for_its_own() {
        load(3, 3, entry(1, 2));
        assertFalse(tailSequence.isReplacedBelow(new Opened(new Bounds(id(3), id(3)), id(2), "of another entry")));
    }

    @Test
    void entries_of_another_log_before_a_mark_that_was_adopted_are_detected() {
        load(1, 3, entry(1, 2), entry(2, 3));
        Bounds bounds = new Bounds(id(9), id(9));
        tailSequence.updateBirthMark(new Opened(bounds, id(3), "known"));
        assertFalse(tailSequence.isReplacedBelow(new Opened(bounds, id(3), "known")));
        assertTrue(tailSequence.isReplacedBelow(new Opened(bounds, id(4), "of another entry")));
    }

    private static Opened opened(EventId birth, EventId last) {
        return new Opened(new Bounds(birth, last), null, "");
    }

    private String known() {
        return tailSequence.lastRead().digest();
    }

    private void load(long birth, long last, Entry... stored) {
        Bounds bounds = new Bounds(id(birth), id(last));
        tailSequence.updateBirthMark(new Opened(bounds, null, ""));
        tailSequence.load(bounds, List.of(stored));
    }

    private static Entry entry(long previous, long id) {
        Event event = new Event(0, id(id), List.of(Channel.EVERYONE), "e", new byte[0], EventAttributes.DURABLE);
        return new Entry(id(previous), event, false);
    }

    private static Entry afterLoss(long birth, long id) {
        Event event = new Event(
                0, id(id), List.of(Channel.EVERYONE), "lost", (birth + "-0").getBytes(), EventAttributes.DURABLE);
        return new Entry(new EventId(birth, 1_000_000), event, true);
    }

    private static EventId id(long ms) {
        return new EventId(ms, 0);
    }
}
