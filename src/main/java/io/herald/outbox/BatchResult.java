package io.herald.outbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The outcomes of the rows of a batch. A row without an outcome was not attempted. Thread-safe. */
final class BatchResult {

    private final List<OutboxRow> sent = new ArrayList<>();
    private final Map<OutboxRow, String> rejected = new LinkedHashMap<>();
    private final Set<Object> deferred = new HashSet<>();
    private final Set<Object> heldUp = new HashSet<>();

    synchronized void addSent(OutboxRow row) {
        sent.add(row);
    }

    synchronized void addRejected(OutboxRow row, String reason) {
        rejected.put(row, reason);
        heldUp.add(row.group());
    }

    synchronized void addDeferred(Object group) {
        deferred.add(group);
        heldUp.add(group);
    }

    /** Returns whether a row of the group was not sent, so that the later ones wait. */
    synchronized boolean isHeldUp(Object group) {
        return heldUp.contains(group);
    }

    /** Returns the rows that are in the log. */
    synchronized List<OutboxRow> sent() {
        return List.copyOf(sent);
    }

    /** Returns the rows that can never be accepted, with the reason. */
    synchronized Map<OutboxRow, String> rejected() {
        return new LinkedHashMap<>(rejected);
    }

    /** Returns the groups whose next row could not be sent now. */
    synchronized Set<Object> deferred() {
        return Set.copyOf(deferred);
    }

    synchronized boolean isEmpty() {
        return sent.isEmpty() && rejected.isEmpty();
    }
}
