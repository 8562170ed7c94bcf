package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.tail.AddressedQueries.Both;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Merges the entries of the shared tail and of the tail of an instance in the order of their ids.
 *
 * @param entries those that follow the position without a gap
 * @param outcome whether the reader can continue after them
 */
record TailMerge(List<Entry> entries, Outcome outcome) {

    /** The bound of a tail that has no more entries. */
    private static final EventId END = new EventId(Long.MAX_VALUE, Long.MAX_VALUE);

    enum Outcome {
        /** The entries are complete. */
        COMPLETE,
        /** There were no entries for the block time. */
        IDLE,
        /** One of the tails may have had entries that the reply lacks. */
        UNCERTAIN,
        /** Entries are missing in a tail. */
        BROKEN
    }

    /** Merges what both tails had at one moment. A tail of which {@code most} entries were read may have more. */
    static TailMerge complete(EventId position, Both both, int most) {
        Prefix shared = Prefix.of(position, both.shared(), most, entry -> null);
        Prefix own = Prefix.of(position, both.own(), most, entry -> shared.missingBefore(entry));
        EventId bound = min(shared.bound, own.bound);
        List<Entry> merged = new ArrayList<>();
        both.shared().stream().filter(entry -> !idOf(entry).isAfter(bound)).forEach(merged::add);
        both.own().stream().filter(entry -> !idOf(entry).isAfter(bound)).forEach(merged::add);
        merged.sort(Comparator.comparing(TailMerge::idOf));
        boolean isBroken = shared.isBroken || own.isBroken;
        boolean isWhole = bound.equals(END);
        return new TailMerge(merged, isBroken ? Outcome.BROKEN : isWhole ? Outcome.COMPLETE : Outcome.UNCERTAIN);
    }

    /**
     * The entries of one tail that follow one another.
     *
     * @param bound the position up to which they are complete
     */
    private record Prefix(EventId position, List<Entry> entries, EventId bound, boolean isBroken) {

        /** @param missing returns the position after which entries of the other tail are missing before an entry; null for none */
        private static Prefix of(
                EventId position, List<Entry> entries, int most, Function<Entry, @Nullable EventId> missing) {
            EventId end = position;
            for (Entry entry : entries) {
                EventId incomplete = missing.apply(entry);
                if (entry.previous().isAfter(end)) {
                    return new Prefix(position, entries, incomplete == null ? end : min(end, incomplete), true);
                } else if (incomplete != null) {
                    return new Prefix(position, entries, incomplete, true);
                }
                end = idOf(entry);
            }
            return new Prefix(position, entries, entries.size() >= most ? end : END, false);
        }

        /** Returns the position after which this tail lacks an entry that an entry of the other tail names; null if it has it. */
        private @Nullable EventId missingBefore(Entry other) {
            int index = Collections.binarySearch(entries, other, Comparator.comparing(TailMerge::idOf));
            int before = (index < 0 ? -index - 1 : index) - 1;
            EventId end = before < 0 ? position : idOf(entries.get(before));
            boolean isKnown = other.shared() == null
                    || !other.shared().isAfter(end)
                    || idOf(other).isAfter(bound);
            return isKnown ? null : end;
        }
    }

    /**
     * Merges a reply of a read that has waited. Redis 7.0 answers such a read with the entries of one stream. Entries of the tail
     * of the instance name the newest one of the shared tail; for entries of the shared tail there is no such evidence.
     */
    static TailMerge waited(EventId position, Both both, int most) {
        if (both.isEmpty()) {
            return new TailMerge(List.of(), Outcome.IDLE);
        }
        if (!both.shared().isEmpty()) {
            return new TailMerge(List.of(), Outcome.UNCERTAIN);
        }
        Entry last = both.own().get(both.own().size() - 1);
        if (last.shared() == null || last.shared().isAfter(position)) {
            return new TailMerge(List.of(), Outcome.UNCERTAIN);
        }
        TailMerge merge = complete(position, both, Integer.MAX_VALUE);
        return merge.outcome == Outcome.COMPLETE && both.own().size() >= most
                ? new TailMerge(merge.entries, Outcome.UNCERTAIN)
                : merge;
    }

    private static EventId idOf(Entry entry) {
        return entry.event().id();
    }

    private static EventId min(EventId a, EventId b) {
        return a.isAfter(b) ? b : a;
    }
}
