package io.herald.hooks;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;

/** The waiting events of one hook in PostgreSQL. */
record PostgresHookQueue(String hook, HookEventStore events, HookStore hooks) implements HookQueue {

    @Override
    public Uni<List<HookEvent>> waiting(Collection<String> excluded, int most) {
        return events.waiting(hook, excluded, most);
    }

    @Override
    public Uni<Void> record(List<HookOutcome> outcomes) {
        return events.record(outcomes);
    }

    @Override
    public Uni<Void> setFailing(boolean isFailing) {
        return hooks.setFailing(hook, isFailing);
    }
}
