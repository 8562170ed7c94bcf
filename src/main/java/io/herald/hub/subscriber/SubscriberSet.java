package io.herald.hub.subscriber;

import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.filters.DeliveryFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An unordered collection of subscribers of one event loop. Each member has a seat that holds its index, so that it leaves
 * in constant time.
 */
public final class SubscriberSet<S> {

    private final List<Seat<S>> seats = new ArrayList<>();

    /** The membership of a subscriber in a set, with the filter of the events that it receives. */
    public static final class Seat<S> {
        private final S member;
        private final @Nullable DeliveryFilter seatFilter;
        private final SubscriberSet<S> subscriberSet;
        private int index;

        private Seat(SubscriberSet<S> subscriberSet, S member, @Nullable DeliveryFilter seatFilter, int index) {
            this.subscriberSet = subscriberSet;
            this.member = member;
            this.seatFilter = seatFilter;
            this.index = index;
        }

        public S member() {
            return member;
        }

        public boolean wants(EncodedEvent encodedEvent) {
            return seatFilter == null || seatFilter.accepts(encodedEvent);
        }

        void leave() {
            subscriberSet.remove(this);
        }
    }

    Seat<S> add(S member) {
        return add(member, null);
    }

    Seat<S> add(S member, @Nullable DeliveryFilter seatFilter) {
        Seat<S> seat = new Seat<>(this, member, seatFilter, seats.size());
        seats.add(seat);
        return seat;
    }

    private void remove(Seat<S> seat) {
        Seat<S> moved = seats.remove(seats.size() - 1);
        if (moved != seat) {
            seats.set(seat.index, moved);
            moved.index = seat.index;
        }
    }

    public int size() {
        return seats.size();
    }

    public Seat<S> seat(int index) {
        return seats.get(index);
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /** Returns a copy of the members. The caller may make members leave while it iterates. */
    List<S> copy() {
        return seats.stream().map(seat -> seat.member).toList();
    }
}
