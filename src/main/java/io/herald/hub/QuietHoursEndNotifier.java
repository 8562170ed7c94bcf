package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.filters.PreferenceFilters;
import io.herald.loop.MessageRateLimiter;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.preferences.QuietHoursSummary;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells users when their quiet hours have ended, in one event, of the notifications to rooms and everyone that were held
 * back. Each instance tells its own connections: an append for each user would be thousands, all at seven o'clock.
 */
@ApplicationScoped
class QuietHoursEndNotifier {

    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final int AT_ONCE = 200;
    private static final String FROM = "herald";

    private final PreferenceFilters preferenceFilters;
    private final QuietHoursSummary news;
    private final Hub hub;
    private final PeriodicTasks tasks;
    private final Clock clock;

    QuietHoursEndNotifier(
            PreferenceFilters preferenceFilters, QuietHoursSummary news, Hub hub, PeriodicTasks tasks, Clock clock) {
        this.preferenceFilters = preferenceFilters;
        this.news = news;
        this.hub = hub;
        this.tasks = tasks;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        tasks.start("inbox.quiet", MessageRateLimiter.every(PERIOD), PeriodicWork.async(this::look));
    }

    /** Those whom nothing can be said to now are asked for again. */
    private Uni<Void> look() {
        Map<String, PreferenceFilter> awake = new HashMap<>();
        Map<String, Instant> since = new HashMap<>();
        Instant now = clock.instant();
        preferenceFilters.each((user, preferenceFilter) -> {
            Instant quiet = preferenceFilter.quietEnded(now);
            if (quiet != null && awake.size() < AT_ONCE) {
                awake.put(user, preferenceFilter);
                since.put(user, quiet);
            }
        });
        return awake.isEmpty()
                ? Uni.createFrom().voidItem()
                : news.since(since).invoke(found -> tell(awake, found)).replaceWithVoid();
    }

    private void tell(Map<String, PreferenceFilter> awake, Map<String, byte[]> found) {
        awake.values().forEach(PreferenceFilter::toldOfQuiet);
        found.forEach((user, data) ->
                hub.tell(Channel.user(user), QuietHoursSummary.EVENT, Envelope.body(clock.instant(), FROM, data)));
    }
}
