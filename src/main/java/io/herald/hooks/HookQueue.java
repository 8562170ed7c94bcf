package io.herald.hooks;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

/** The waiting events of one hook. Never blocks. Fails with a {@link io.herald.problem.ProblemException} while it is unavailable. */
interface HookQueue {

    /**
     * Returns the oldest waiting events, in order.
     *
     * @param excluded subjects whose events are not returned
     */
    Uni<List<HookEvent>> waiting(Collection<String> excluded, int most);

    /** Records outcomes. An event that has failed also disables the hook. Repeating the call is harmless. */
    Uni<Void> record(List<HookOutcome> outcomes);

    /** Records whether every attempt since now has failed. */
    Uni<Void> setFailing(boolean isFailing);
}
