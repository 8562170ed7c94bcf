package io.herald.log;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores copies of sets from PostgreSQL, to be read when PostgreSQL is unavailable. Each member has a number, which never
 * decreases. A set can be read only after it was completed: if Redis loses a set, members added since must not look like the
 * whole set. Never blocks; fails as {@link EventLog} does.
 */
public interface FallbackSetStore {

    /** Adds members, or raises the numbers of existing ones. */
    Uni<Void> add(String set, Map<String, Long> members);

    /** Adds all members that PostgreSQL holds, and marks the set as complete, in one atomic step. */
    Uni<Void> complete(String set, Map<String, Long> members);

    /** Returns the members with their numbers; null if the set is not complete. */
    Uni<@Nullable Map<String, Long>> find(String set);

    /** Removes the members whose number is lower. */
    Uni<Void> removeBelow(String set, long number);
}
