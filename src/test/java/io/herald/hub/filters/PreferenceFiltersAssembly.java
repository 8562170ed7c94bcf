package io.herald.hub.filters;

import io.herald.log.PreferenceCache;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;

/** Creates and starts the preference filters of one instance, as CDI does. */
public final class PreferenceFiltersAssembly {

    private PreferenceFiltersAssembly() {}

    public static PreferenceFilters start(PreferenceCache copies, PeriodicTasks tasks) {
        PreferenceFilters filters = new PreferenceFilters(copies, tasks);
        filters.start(new StartupEvent());
        return filters;
    }
}
