package io.herald.hub.filters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.log.PreferenceCache;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.preferences.NotificationPreferences;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds the preference filters of the users who are connected to this instance. Reads the preferences from their copies in
 * Redis: on connect, on a control message, and every 60 s. A filter is kept as long as a connection refers to it.
 */
@ApplicationScoped
public class PreferenceFilters implements ControlListener {

    private static final Logger LOG = Logger.getLogger(PreferenceFilters.class);
    private static final String KIND = "preferences";
    private static final Duration RELOAD = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int AT_ONCE = 200;

    private final PreferenceCache copies;
    private final PeriodicTasks tasks;
    private final Map<String, WeakReference<PreferenceFilter>> filters = new ConcurrentHashMap<>();
    private volatile @Nullable PeriodicTask reload;

    PreferenceFilters(PreferenceCache copies, PeriodicTasks tasks) {
        this.copies = copies;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        reload = tasks.start(
                "preferences.reload",
                TaskTiming.every(RELOAD),
                PeriodicWork.async(() -> reload(preferenceFilter -> true)));
        PeriodicWork retry = PeriodicWork.async(() -> reload(preferenceFilter -> !preferenceFilter.isKnown()));
        tasks.start("preferences.retry", TaskTiming.every(RETRY), retry);
    }

    /**
     * Returns the filter of a user, with the preferences read. Fails if they cannot be read: a rejected connection is better
     * than a notification during quiet hours.
     */
    public Uni<PreferenceFilter> of(String user) {
        PreferenceFilter preferenceFilter = hold(user);
        return preferenceFilter.isKnown()
                ? Uni.createFrom().item(preferenceFilter)
                : read(Map.of(user, preferenceFilter)).replaceWith(preferenceFilter);
    }

    /** Returns the user's filter, or registers a new one. */
    private PreferenceFilter hold(String user) {
        PreferenceFilter[] held = new PreferenceFilter[1];
        filters.compute(user, (name, known) -> {
            held[0] = known == null ? null : known.get();
            if (held[0] != null) {
                return known;
            }
            held[0] = new PreferenceFilter();
            return new WeakReference<>(held[0]);
        });
        return held[0];
    }

    /** Calls the action with each connected user and their filter, and removes the entries of the others. */
    public void each(BiConsumer<String, PreferenceFilter> action) {
        filters.forEach((user, reference) -> {
            PreferenceFilter preferenceFilter = reference.get();
            if (preferenceFilter == null) {
                filters.remove(user, reference);
            } else {
                action.accept(user, preferenceFilter);
            }
        });
    }

    private Uni<Void> read(Map<String, PreferenceFilter> some) {
        List<Channel> users = some.keySet().stream().map(Channel::user).toList();
        List<PreferenceFilter> unknown = List.copyOf(some.values());
        List<Integer> questions =
                unknown.stream().map(PreferenceFilter::beginRead).toList();
        return copies.getAll(users)
                .invoke(found -> {
                    for (int i = 0; i < unknown.size(); i++) {
                        unknown.get(i).completeRead(questions.get(i), reception(found.get(i)));
                    }
                })
                .replaceWithVoid();
    }

    private static @Nullable NotificationPreferences reception(String preferences) {
        return preferences.isEmpty() ? null : NotificationPreferences.read(preferences.getBytes(UTF_8));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        String user = controlMessage.about().name();
        WeakReference<PreferenceFilter> reference = filters.get(user);
        PreferenceFilter preferenceFilter = reference == null ? null : reference.get();
        if (preferenceFilter != null) {
            tried(Map.of(user, preferenceFilter)).subscribe().with(done -> {});
        }
    }

    @Override
    public void onMissed() {
        PeriodicTask started = reload;
        // Before the start, no user is connected.
        if (started != null) {
            started.request();
        }
    }

    /**
     * Reads the preferences of the selected filters again, one batch after the other: thousands of reads at once would delay
     * publishing. A failed batch does not stop the next ones: its filters stay unknown, and the retry task reads them soon.
     */
    private Uni<Void> reload(Predicate<PreferenceFilter> which) {
        List<Map<String, PreferenceFilter>> batches = new ArrayList<>();
        each((user, preferenceFilter) -> {
            if (which.test(preferenceFilter)) {
                if (batches.isEmpty() || batches.get(batches.size() - 1).size() == AT_ONCE) {
                    batches.add(new HashMap<>());
                }
                batches.get(batches.size() - 1).put(user, preferenceFilter);
            }
        });
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUniAndConcatenate(this::tried)
                .onItem()
                .ignoreAsUni();
    }

    /** Reads the preferences; completes without a failure. */
    private Uni<Void> tried(Map<String, PreferenceFilter> some) {
        return read(some)
                .onFailure()
                .invoke(failure -> LOG.debugf("preferences.read.failed reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
