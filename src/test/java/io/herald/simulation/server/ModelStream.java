package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A stream. Its entries are in nodes of a fixed size, because approximate trimming removes whole nodes only. */
final class ModelStream {

    /** The setting {@code stream-node-max-entries} of the modelled server, which does not limit the bytes of a node. */
    static final int ENTRIES_PER_NODE = 4;

    /** @param fields names and values alternately */
    record Entry(EventId id, List<String> fields) {}

    private final ArrayList<Entry> entries = new ArrayList<>();
    private final ArrayDeque<Integer> nodes = new ArrayDeque<>();
    private final List<Entry> added = new ArrayList<>();
    private final boolean records;
    private EventId last = EventId.ZERO;
    private int first;

    /** @param records whether {@link #takeAdded} returns the added entries */
    ModelStream(boolean records) {
        this.records = records;
    }

    ModelStream copy() {
        ModelStream copy = new ModelStream(records);
        copy.entries.addAll(entries.subList(first, entries.size()));
        copy.nodes.addAll(nodes);
        copy.last = last;
        return copy;
    }

    int length() {
        return entries.size() - first;
    }

    EventId last() {
        return last;
    }

    Entry oldest() {
        return entries.get(first);
    }

    void add(EventId id, List<String> fields) {
        if (!id.isAfter(last)) {
            throw new ModelError("ERR The ID specified in XADD is equal or smaller than the target stream top item");
        }
        entries.add(new Entry(id, fields));
        last = id;
        if (records) {
            added.add(entries.get(entries.size() - 1));
        }
        if (nodes.isEmpty() || nodes.peekLast() >= ENTRIES_PER_NODE) {
            nodes.addLast(1);
        } else {
            nodes.addLast(nodes.pollLast() + 1);
        }
    }

    /** Returns the entries that were added since the last call, even if they were trimmed since. */
    List<Entry> takeAdded() {
        if (added.isEmpty()) {
            return List.of();
        }
        List<Entry> taken = new ArrayList<>(added);
        added.clear();
        return taken;
    }

    /** Removes whole nodes while at least {@code length} entries remain. Returns the number of removed entries. */
    int trimToLength(int length) {
        int removed = 0;
        while (!nodes.isEmpty() && length() - nodes.peekFirst() >= length) {
            int node = nodes.pollFirst();
            remove(node);
            removed += node;
        }
        return removed;
    }

    /** Removes the entries before an id. Returns their number. */
    int trimBefore(EventId id) {
        int removed = 0;
        while (length() > 0 && oldest().id().isBefore(id)) {
            remove(1);
            removed++;
            int node = nodes.pollFirst();
            if (node > 1) {
                nodes.addFirst(node - 1);
            }
        }
        return removed;
    }

    private void remove(int count) {
        first += count;
        if (first > 64 && first * 2 > entries.size()) {
            entries.subList(0, first).clear();
            first = 0;
        }
    }

    /** Returns the entries after one id, exclusive, up to another, inclusive, oldest first. */
    List<Entry> range(EventId after, EventId upTo, int count) {
        List<Entry> found = new ArrayList<>();
        for (int i = indexAfter(after); i < entries.size() && found.size() < count; i++) {
            if (entries.get(i).id().isAfter(upTo)) {
                break;
            }
            found.add(entries.get(i));
        }
        return found;
    }

    /** Returns the entries before an id, exclusive, newest first. */
    List<Entry> reverseRange(EventId before, int count) {
        List<Entry> found = new ArrayList<>();
        for (int i = indexAfter(before) - 1; i >= first && found.size() < count; i--) {
            if (entries.get(i).id().isBefore(before)) {
                found.add(entries.get(i));
            }
        }
        return found;
    }

    private int indexAfter(EventId id) {
        int low = first;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).id().isAfter(id)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
