package io.herald.hub.filters;

import io.herald.event.Channel;
import io.herald.log.PreferenceCache;
import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Vetoed;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates and starts the preference filters of one instance, as CDI does. */
public final class PreferenceFiltersAssembly {

    private PreferenceFiltersAssembly() {}

    public static PreferenceFilters start(PreferenceCache copies, PeriodicTasks tasks) {
        PreferenceFilters filters = new KeptFilters(copies, tasks);
        filters.start(new StartupEvent());
        return filters;
    }

    /** Returns filters of users who have no preferences. They are never reloaded. */
    public static PreferenceFilters withoutPreferences() {
        return new PreferenceFilters(new NoPreferences(), new PeriodicTasks(ManualLoop::new));
    }

    /**
     * Keeps all filters: otherwise the garbage collection would decide whose preferences are read again. Not a bean, although it inherits
     * the scope of one.
     */
    @Vetoed
    private static final class KeptFilters extends PreferenceFilters {
        private final Map<String, PreferenceFilter> kept = new HashMap<>();

        KeptFilters(PreferenceCache copies, PeriodicTasks tasks) {
            super(copies, tasks);
        }

        @Override
        public Uni<PreferenceFilter> of(String user) {
            Uni<PreferenceFilter> filter = super.of(user);
            each(kept::putIfAbsent);
            return filter;
        }
    }

    private static final class NoPreferences implements PreferenceCache {

        @Override
        public Uni<Void> put(Channel user, @Nullable String preferences) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> putIfAbsent(Channel user, String preferences) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<List<String>> getAll(List<Channel> users) {
            return Uni.createFrom().item(Collections.nCopies(users.size(), ""));
        }
    }
}
