package io.herald.client.sse;

import java.util.LinkedHashSet;
import java.util.Set;

/** The ids of the last events. After a reset, the service may replay events that the client has already received. */
final class RecentEventIds {

    private static final int MAX_IDS = 4_096;

    private final Set<String> ids = new LinkedHashSet<>();

    /** Returns whether the id is new, and keeps it. */
    boolean add(String id) {
        boolean isNew = ids.add(id);
        if (ids.size() > MAX_IDS) {
            ids.remove(ids.iterator().next());
        }
        return isNew;
    }
}
