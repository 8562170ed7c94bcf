package io.herald.users;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.access.AuthenticationListener;
import io.herald.database.DatabaseTask;
import io.herald.database.WriteBehindBuffer;
import io.herald.loop.NextRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SortedMap;

/** Records all users that have ever sent a request, with the time of the first. Writes in the background, not during requests. */
@ApplicationScoped
class KnownUsers implements AuthenticationListener, DatabaseTask {

    private static final int MOST = 200_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private static final String REMEMBER = """
        INSERT INTO known_user AS k (id, first_seen) SELECT * FROM unnest($1::varchar[], $2::timestamptz[])
        ON CONFLICT (id) DO UPDATE SET first_seen = excluded.first_seen WHERE k.first_seen > excluded.first_seen\
        """;

    private final Pool pool;
    private final Clock clock;
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(Duration.ofHours(6))
            .build();
    private final WriteBehindBuffer<OffsetDateTime> met =
            new WriteBehindBuffer<>(MOST, (first, again) -> first, this::remember);

    KnownUsers(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    @Override
    public void onAuthenticated(String user) {
        if (known.getIfPresent(user) == null && met.add(user, clock.instant().atOffset(ZoneOffset.UTC))) {
            known.put(user, Boolean.TRUE);
        }
    }

    @Override
    public String name() {
        return "inbox.known";
    }

    @Override
    public Duration period() {
        return Duration.ofMillis(100);
    }

    @Override
    public Uni<NextRun> run() {
        return met.flush();
    }

    private Uni<?> remember(SortedMap<String, OffsetDateTime> some) {
        Tuple values = Tuple.tuple()
                .addArrayOfString(some.keySet().toArray(String[]::new))
                .addArrayOfOffsetDateTime(some.values().toArray(OffsetDateTime[]::new));
        return pool.preparedQuery(REMEMBER)
                .execute(values)
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }
}
