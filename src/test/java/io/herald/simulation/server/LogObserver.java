package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.List;

/** Observes what the modelled server adds to the tails, and what it loses. */
public interface LogObserver {

    /** @param fields names and values of the entry alternately */
    void appended(int partition, EventId id, List<String> fields);

    /**
     * A server whose replica has taken over has appended an entry, which the log does not have.
     *
     * @param host the host that has sent the call
     */
    void appendedToFormerMaster(int partition, EventId id, List<String> fields, int host);

    /** The server has lost all entries of a partition after a position. */
    void lost(int partition, EventId after);
}
