package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;

/** Notifications that were taken back: they are left out of whatever is read from now on. */
public interface Withdrawals {

    /** In memory: must not block, and costs next to nothing. */
    boolean contains(Event event);

    boolean contains(String notification);

    /** On all instances within a moment. Fails as {@link EventLog} does. */
    Uni<Void> add(String notification);
}
