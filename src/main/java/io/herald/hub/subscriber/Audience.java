package io.herald.hub.subscriber;

import io.herald.hub.encoding.Delivery;
import io.herald.hub.filters.Wish;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of a loop's subscribers, in no order; each knows its seat, so that leaving costs nothing however many there are. */
public final class Audience {

    private final List<Seat> seats = new ArrayList<>();

    /** A subscriber's place in an audience, and what it wants to hear there. */
    public static final class Seat {
        public final Subscriber subscriber;
        final @Nullable Wish wish;
        private final Audience audience;
        private int index;

        private Seat(Audience audience, Subscriber subscriber, @Nullable Wish wish, int index) {
            this.audience = audience;
            this.subscriber = subscriber;
            this.wish = wish;
            this.index = index;
        }

        void leave() {
            audience.remove(this);
        }

        public boolean wants(Delivery delivery) {
            return (wish == null || wish.wants(delivery)) && subscriber.mayHear(delivery);
        }
    }

    public Seat add(Subscriber subscriber) {
        return add(subscriber, null);
    }

    public Seat add(Subscriber subscriber, @Nullable Wish wish) {
        Seat seat = new Seat(this, subscriber, wish, seats.size());
        seats.add(seat);
        return seat;
    }

    private void remove(Seat seat) {
        Seat moved = seats.remove(seats.size() - 1);
        if (moved != seat) {
            seats.set(seat.index, moved);
            moved.index = seat.index;
        }
    }

    public int size() {
        return seats.size();
    }

    public Seat seat(int index) {
        return seats.get(index);
    }

    public boolean isEmpty() {
        return seats.isEmpty();
    }

    /** As they are now: whoever acts on them may make them leave. */
    public List<Subscriber> copy() {
        return seats.stream().map(seat -> seat.subscriber).toList();
    }
}
