package io.herald.log;

import io.herald.event.Channel;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the preferences of users in the partitions of their channels, where an append reads them in the same script call.
 * They are a copy; the source of truth is PostgreSQL. The log does not interpret the text. Fails as {@link EventLog} does.
 */
public interface PreferenceCache {

    /** Stores the preferences of a user: appends with {@link Append.Push#UNLESS_HELD} skip the user. Null removes them. */
    Uni<Void> put(Channel user, @Nullable String preferences);

    /** Restores a lost copy: stores the preferences only if the user has none, because existing ones are newer. */
    Uni<Void> putIfAbsent(Channel user, String preferences);

    /** Returns the preferences in the order of the users; an empty string for users without. */
    Uni<List<String>> getAll(List<Channel> users);
}
