package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.tail.AddressedQueries.Both;
import io.herald.redis.tail.TailMerge.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailMergeTest {

    private static final int MOST = 10;

    @Test
    void entries_of_both_tails_are_merged_in_the_order_of_their_ids() {
        assertMerged(
                Outcome.COMPLETE,
                List.of(11, 12, 13, 15),
                complete(List.of(shared(8, 11), shared(11, 13)), List.of(own(9, 11, 12), own(12, 13, 15))));
    }

    @Test
    void nothing_is_merged_beyond_the_end_of_a_tail_that_may_have_more() {
        Both both = new Both(List.of(shared(8, 11), shared(11, 12)), List.of(own(9, 8, 20)));
        assertMerged(Outcome.UNCERTAIN, List.of(11, 12), TailMerge.complete(id(10), both, 2));
    }

    @Test
    void an_entry_that_does_not_follow_the_previous_one_of_its_tail_ends_the_merge_there() {
        assertMerged(Outcome.BROKEN, List.of(11), complete(List.of(shared(8, 11), shared(12, 14)), List.of()));
        assertMerged(Outcome.BROKEN, List.of(), complete(List.of(shared(8, 11)), List.of(own(12, 11, 14))));
        assertMerged(
                Outcome.BROKEN,
                List.of(11, 12),
                complete(List.of(shared(8, 11), shared(11, 14)), List.of(own(9, 11, 12), own(13, 11, 15))));
    }

    @Test
    void an_own_entry_after_a_shared_one_that_is_missing_ends_the_merge_before_it() {
        assertMerged(Outcome.BROKEN, List.of(11), complete(List.of(shared(8, 11)), List.of(own(9, 12, 14))));
    }

    @Test
    void shared_entries_before_a_new_tail_are_not_merged_because_own_ones_may_be_missing() {
        assertMerged(Outcome.BROKEN, List.of(), complete(List.of(shared(8, 11)), List.of(own(14, 11, 14))));
        Both cut = new Both(List.of(shared(8, 11)), List.of(own(14, 12, 14)));
        assertMerged(Outcome.BROKEN, List.of(), TailMerge.complete(id(10), cut, 1));
    }

    @Test
    void the_first_entry_of_a_new_tail_does_not_follow_any_position() {
        assertMerged(Outcome.BROKEN, List.of(), complete(List.of(), List.of(own(14, 8, 14))));
    }

    @Test
    void a_reply_after_a_wait_is_complete_if_its_own_entries_name_no_unread_shared_one() {
        assertMerged(Outcome.COMPLETE, List.of(12, 13), waited(List.of(), List.of(own(9, 10, 12), own(12, 10, 13))));
        assertMerged(Outcome.UNCERTAIN, List.of(), waited(List.of(), List.of(own(9, 10, 12), own(12, 13, 14))));
    }

    /** Redis 7.0 answers with the entries of one stream: earlier ones of the other may exist. */
    @Test
    void shared_entries_after_a_wait_are_no_proof_that_the_own_tail_has_none() {
        assertMerged(Outcome.UNCERTAIN, List.of(), waited(List.of(shared(8, 11)), List.of()));
    }

    @Test
    void a_wait_without_entries_is_idle() {
        assertMerged(Outcome.IDLE, List.of(), waited(List.of(), List.of()));
    }

    private static TailMerge complete(List<Entry> shared, List<Entry> own) {
        return TailMerge.complete(id(10), new Both(shared, own), MOST);
    }

    private static TailMerge waited(List<Entry> shared, List<Entry> own) {
        return TailMerge.waited(id(10), new Both(shared, own), MOST);
    }

    private static void assertMerged(Outcome outcome, List<Integer> ids, TailMerge merge) {
        assertEquals(
                ids,
                merge.entries().stream()
                        .map(entry -> (int) entry.event().id().ms())
                        .toList());
        assertEquals(outcome, merge.outcome());
    }

    private static Entry shared(long previous, long id) {
        return new Entry(id(previous), event(id), false);
    }

    private static Entry own(long previous, long shared, long id) {
        return new Entry(id(previous), id(shared), event(id), false);
    }

    private static Event event(long id) {
        return new Event(0, id(id), List.of(Channel.EVERYONE), "e", new byte[0], EventAttributes.DURABLE);
    }

    private static EventId id(long ms) {
        return new EventId(ms, 0);
    }
}
