package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;

/** Records withdrawn notifications, which are no longer delivered or returned: see {@link EventLog#isWithdrawn}. */
public interface Withdrawals {

    /** Returns whether an event carries a withdrawn notification. A lookup in memory: cheap, and never blocks. */
    boolean contains(Event event);

    boolean contains(String notification);

    /** Withdraws a notification. Other instances follow with a short delay. Fails as {@link EventLog} does. */
    Uni<Void> add(String notification);
}
