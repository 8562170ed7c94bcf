package io.herald.presence;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Compares the entries of this instance in one partition of Redis with its connections, and writes those again that differ. A
 * failover to a replica that lacks the latest writes raises no error. The comparison finds arrivals that Redis lacks, and
 * departures, of which the instance has no record any more. Each renewal of the lease compares a page in both directions.
 */
final class EntryComparison {

    private static final int MAX_CONCURRENT_WRITES = 64;

    private final int partition;
    private final PresenceStore store;
    private final RoomConnectionCounts counts;
    private final Duration absence;
    private String page = PresenceStore.FIRST_PAGE;
    private Iterator<PresenceEntry> held = Collections.emptyIterator();

    /** @param absence the flap time of a departure that Redis lacks */
    EntryComparison(int partition, PresenceStore store, RoomConnectionCounts counts, Duration absence) {
        this.partition = partition;
        this.store = store;
        this.counts = counts;
        this.absence = absence;
    }

    /** Returns the position of the next page of stored entries. */
    String page() {
        return page;
    }

    /** Returns the next entries of this instance that the renewal looks up. */
    List<PresenceEntry> nextLookups() {
        if (!held.hasNext()) {
            held = counts.entries().iterator();
        }
        List<PresenceEntry> some = new ArrayList<>();
        while (held.hasNext() && some.size() < PresenceStore.ENTRIES_A_PAGE) {
            PresenceEntry entry = held.next();
            if (store.partitionOf(entry) == partition) {
                some.add(entry);
            }
        }
        return some;
    }

    /** Writes the entries that differ. Returns their number. Never fails. */
    Uni<Integer> restore(LeaseRenewal renewal) {
        page = renewal.nextPage();
        return Multi.createFrom()
                .iterable(renewal.stored().entrySet())
                .onItem()
                .transformToUni(stored -> counts.restore(stored.getKey(), stored.getValue(), absence))
                .merge(MAX_CONCURRENT_WRITES)
                .filter(differs -> differs)
                .collect()
                .asList()
                .map(List::size);
    }
}
