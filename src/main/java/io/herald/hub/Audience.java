package io.herald.hub;

import java.util.ArrayList;
import java.util.List;

/** Some of a loop's subscribers, in no order; each knows its seat, so that leaving costs nothing however many there are. */
final class Audience {

    private final List<Seat> seats = new ArrayList<>();

    static final class Seat {
        final Subscriber subscriber;
        private final Audience audience;
        private int index;

        private Seat(Audience audience, Subscriber subscriber, int index) {
            this.audience = audience;
            this.subscriber = subscriber;
            this.index = index;
        }

        void leave() {
            audience.remove(this);
        }
    }

    Seat add(Subscriber subscriber) {
        Seat seat = new Seat(this, subscriber, seats.size());
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

    int size() {
        return seats.size();
    }

    Subscriber get(int index) {
        return seats.get(index).subscriber;
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /** As they are now: whoever acts on them may make them leave. */
    List<Subscriber> copy() {
        return seats.stream().map(seat -> seat.subscriber).toList();
    }
}
