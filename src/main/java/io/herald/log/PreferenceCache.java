package io.herald.log;

import io.herald.event.Channel;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What users want to be held back, beside their channels, so that an append can ask for it in passing. A copy: the truth
 * is elsewhere. The log does not understand the text. Fails as {@link EventLog} does.
 */
public interface PreferenceCache {

    /** From now on an append {@link Append.Push#UNLESS_HELD} tells of the user; never again where the text is null. */
    Uni<Void> hold(Channel user, @Nullable String preferences);

    /** The same for a copy that is lost; one that is there is newer. */
    Uni<Void> restore(Channel user, String preferences);

    /** In the order of the users; empty for those without. */
    Uni<List<String>> held(List<Channel> users);
}
