package io.herald.log;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sets that PostgreSQL holds, copied for when it is away. A member has a number, which never decreases. A set can be read only once it was
 * completed: what was merely added to a set that Redis has lost must not pass for the whole. Never blocks; fails as {@link EventLog} does.
 */
public interface CopiedSets {

    /** Adds the members, or raises their numbers. */
    Uni<Void> add(String set, Map<String, Long> members);

    /** Adds all members that PostgreSQL holds, and completes the set, in one step. */
    Uni<Void> complete(String set, Map<String, Long> members);

    /** Null if the set is not complete. */
    Uni<@Nullable Map<String, Long>> find(String set);

    /** Removes the members with a lower number. */
    Uni<Void> removeBelow(String set, long number);
}
