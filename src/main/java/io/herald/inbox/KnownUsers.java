package io.herald.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.access.Acquaintances;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Remembers who has ever called, and since when, off the way of the call itself. */
@ApplicationScoped
class KnownUsers implements Acquaintances {

    private static final Logger LOG = Logger.getLogger(KnownUsers.class);
    private static final long FLUSH_MS = 100;
    private static final int MOST_WAITING = 200_000;
    private static final int MOST_AT_ONCE = 5_000;

    private static final String REMEMBER = """
            INSERT INTO known_user AS k (id, first_seen) SELECT * FROM unnest($1::varchar[], $2::timestamptz[])
            ON CONFLICT (id) DO UPDATE SET first_seen = excluded.first_seen WHERE k.first_seen > excluded.first_seen""";

    private final Database database;
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(200_000)
            .expireAfterWrite(Duration.ofHours(6))
            .build();
    private final Map<String, OffsetDateTime> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private long timer;

    KnownUsers(Database database) {
        this.database = database;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        timer = vertx.setPeriodic(FLUSH_MS, tick -> flush());
    }

    void stop(@Observes ShutdownEvent stopping, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    @Override
    public void met(String user) {
        if (known.getIfPresent(user) == null && waiting.size() < MOST_WAITING) {
            known.put(user, Boolean.TRUE);
            waiting.putIfAbsent(user, OffsetDateTime.now(ZoneOffset.UTC));
        }
    }

    private void flush() {
        if (waiting.isEmpty() || !writing.compareAndSet(false, true)) {
            return;
        }
        // In the order of the names: two instances that meet the same users must not wait for each other.
        Map<String, OffsetDateTime> some = new TreeMap<>();
        waiting.entrySet().stream().limit(MOST_AT_ONCE).forEach(one -> some.put(one.getKey(), one.getValue()));
        Tuple values = Tuple.tuple()
                .addArrayOfString(some.keySet().toArray(String[]::new))
                .addArrayOfOffsetDateTime(some.values().toArray(OffsetDateTime[]::new));
        database.run(REMEMBER, values)
                .onTermination()
                .invoke(() -> writing.set(false))
                .subscribe()
                .with(
                        done -> some.keySet().forEach(waiting::remove),
                        failure -> LOG.debugf("inbox.known.waits users=%d reason=\"%s\"", some.size(), failure));
    }
}
