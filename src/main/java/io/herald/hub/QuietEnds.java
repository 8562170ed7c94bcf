package io.herald.hub;

import io.herald.access.QuietNews;
import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Tells users when their quiet hours have ended, in one event, of the notifications to rooms and everyone that were held
 * back. Each instance tells its own connections: an append for each user would be thousands, all at seven o'clock.
 */
@ApplicationScoped
class QuietEnds {

    private static final Logger LOG = Logger.getLogger(QuietEnds.class);
    private static final long LOOK_MS = 500;
    private static final int AT_ONCE = 200;
    private static final String FROM = "herald";

    private final Filters filters;
    private final QuietNews news;
    private final Hub hub;
    private final Clock clock = Clock.systemUTC();
    private volatile boolean asking;

    QuietEnds(Filters filters, QuietNews news, Hub hub) {
        this.filters = filters;
        this.news = news;
        this.hub = hub;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(LOOK_MS, tick -> look());
    }

    /** Those whom nothing can be said to now are asked for again. */
    private void look() {
        if (asking) {
            return;
        }
        Map<String, Filter> awake = new HashMap<>();
        Map<String, Instant> since = new HashMap<>();
        Instant now = clock.instant();
        filters.each((user, filter) -> {
            Instant quiet = filter.quietEnded(now);
            if (quiet != null && awake.size() < AT_ONCE) {
                awake.put(user, filter);
                since.put(user, quiet);
            }
        });
        if (!awake.isEmpty()) {
            asking = true;
            news.since(since)
                    .onTermination()
                    .invoke(() -> asking = false)
                    .subscribe()
                    .with(found -> tell(awake, found), away -> LOG.debug("inbox.quiet.waits"));
        }
    }

    private void tell(Map<String, Filter> awake, Map<String, byte[]> found) {
        awake.values().forEach(Filter::toldOfQuiet);
        found.forEach((user, data) ->
                hub.tell(Channel.user(user), QuietNews.EVENT, Envelope.body(clock.instant(), FROM, data)));
    }
}
