package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.filters.PreferenceFilters;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
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
 * Notifies users at the end of their quiet hours: one event reports the notifications to rooms and everyone that were held
 * back. Each instance notifies its own connections. An append for each user would be thousands at once, for example at 07:00.
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
        tasks.start("inbox.quiet", TaskTiming.every(PERIOD), PeriodicWork.async(this::look));
    }

    /**
     * Notifies at most {@link #AT_ONCE} users. Those that remain, and those whose summary could not be read, are due again in
     * the next run.
     */
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
                : news.summarize(since).invoke(found -> tell(awake, found)).replaceWithVoid();
    }

    private void tell(Map<String, PreferenceFilter> awake, Map<String, byte[]> found) {
        awake.values().forEach(PreferenceFilter::toldOfQuiet);
        found.forEach((user, data) -> hub.deliverEphemeral(
                Channel.user(user), QuietHoursSummary.EVENT, Envelope.body(clock.instant(), FROM, data)));
    }
}
