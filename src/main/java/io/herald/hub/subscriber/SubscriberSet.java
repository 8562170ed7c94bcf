package io.herald.hub.subscriber;

import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.filters.DeliveryFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An unordered collection of subscribers of one event loop. Each member has an entry that holds its index, so that it is
 * removed in constant time.
 */
public final class SubscriberSet<S> {

    private final List<Entry<S>> entries = new ArrayList<>();

    /** The membership of a subscriber in a set, with the filter of the events that it receives. */
    public static final class Entry<S> {
        private final S member;
        private final @Nullable DeliveryFilter filter;
        private final SubscriberSet<S> subscriberSet;
        private int index;

        private Entry(SubscriberSet<S> subscriberSet, S member, @Nullable DeliveryFilter filter, int index) {
            this.subscriberSet = subscriberSet;
            this.member = member;
            this.filter = filter;
            this.index = index;
        }

        public S member() {
            return member;
        }

        public boolean wants(EncodedEvent encodedEvent) {
            return filter == null || filter.accepts(encodedEvent);
        }

        void remove() {
            subscriberSet.remove(this);
        }
    }

    Entry<S> add(S member) {
        return add(member, null);
    }

    Entry<S> add(S member, @Nullable DeliveryFilter filter) {
        Entry<S> entry = new Entry<>(this, member, filter, entries.size());
        entries.add(entry);
        return entry;
    }

    private void remove(Entry<S> entry) {
        Entry<S> moved = entries.remove(entries.size() - 1);
        if (moved != entry) {
            entries.set(entry.index, moved);
            moved.index = entry.index;
        }
    }

    public int size() {
        return entries.size();
    }

    public Entry<S> entry(int index) {
        return entries.get(index);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns a copy of the members. The caller may remove members while it iterates. */
    List<S> copy() {
        return entries.stream().map(entry -> entry.member).toList();
    }
}
