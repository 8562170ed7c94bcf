package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.herald.event.Channel;
import io.herald.log.FallbackValueStore;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Caches query results of one kind from PostgreSQL for a minute, and copies them to Redis for use while PostgreSQL is
 * unavailable. If a {@linkplain #changed change} is reported during a query, the result is returned, but neither cached nor
 * copied: it may precede the change.
 *
 * <p>A copy may precede a change too, if PostgreSQL failed right after the commit. It is cached for two seconds only, and until
 * {@link #discardCopies}. That protects Redis from a burst of calls, and PostgreSQL decides again soon after it has recovered.
 * May be called on any thread; never blocks.
 */
final class CacheWithFallback<T> {

    private static final Logger LOG = Logger.getLogger(CacheWithFallback.class);
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration COPY_FRESH = Duration.ofSeconds(2);
    private static final Duration COPY_LIFE = Duration.ofDays(7);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int MOST = 50_000;

    private final Codec<T> codec;
    private final FallbackValueStore fallbackCache;
    private final Function<String, Uni<T>> source;
    private final Consumer<Channel> copyUsed;
    private final MembershipChangeCounters changes = new MembershipChangeCounters();
    private final Cache<Channel, T> answers;
    private final Cache<Channel, T> foundCopies;

    /**
     * Converts a result to and from its copy.
     *
     * @param prefix the prefix of the copies' keys
     */
    record Codec<T>(String prefix, Function<T, String> write, Function<String, T> parse) {}

    /** @param copyUsed called when a copy is read in place of a result from PostgreSQL */
    CacheWithFallback(
            Codec<T> codec,
            FallbackValueStore fallbackCache,
            Function<String, Uni<T>> source,
            Consumer<Channel> copyUsed,
            Ticker ticker) {
        this.codec = codec;
        this.fallbackCache = fallbackCache;
        this.source = source;
        this.copyUsed = copyUsed;
        this.answers = cache(FRESH, ticker);
        this.foundCopies = cache(COPY_FRESH, ticker);
    }

    private static <T> Cache<Channel, T> cache(Duration life, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(life)
                .ticker(ticker)
                .build();
    }

    /** Returns the result from the cache, PostgreSQL or the copy, in this order. Fails with a 503 problem if there is no copy. */
    Uni<T> get(Channel about) {
        T answer = answers.getIfPresent(about);
        T cached = answer == null ? foundCopies.getIfPresent(about) : answer;
        return cached != null
                ? Uni.createFrom().item(cached)
                : read(about).onFailure().recoverWithUni(unavailable -> copy(about));
    }

    /** Reads the result from PostgreSQL and caches it. Fails while PostgreSQL is unavailable. */
    Uni<T> read(Channel about) {
        return Uni.createFrom().deferred(() -> {
            long before = changes(about);
            return source.apply(about.name()).invoke(found -> {
                if (cache(answers, about, found, before)) {
                    fallbackCache
                            .put(key(about), codec.write.apply(found), COPY_LIFE)
                            .subscribe()
                            .with(
                                    kept -> {},
                                    failure -> LOG.debugf("fallback.write.failed reason=\"%s\"", failure.getMessage()));
                }
            });
        });
    }

    private Uni<T> copy(Channel about) {
        long before = changes(about);
        return fallbackCache.get(key(about)).onFailure().recoverWithNull().map(copy -> {
            if (copy == null) {
                throw Problem.unavailable("Memberships are unavailable. Retry later.", RETRY_AFTER)
                        .asException();
            }
            T found = codec.parse.apply(copy);
            copyUsed.accept(about);
            cache(foundCopies, about, found, before);
            return found;
        });
    }

    /** Caches a result unless a change was reported since the count was read. Returns whether the result is current. */
    private boolean cache(Cache<Channel, T> in, Channel about, T found, long before) {
        boolean[] current = new boolean[1];
        in.asMap().compute(about, (same, known) -> {
            current[0] = changes(about) == before;
            return current[0] ? found : known;
        });
        return current[0];
    }

    private String key(Channel about) {
        return codec.prefix + about.name();
    }

    long changes(Channel about) {
        return changes.of(about);
    }

    /**
     * Discards the cached result. The count is incremented first: the invalidation then removes a result that is cached between
     * the two steps.
     */
    void changed(Channel about) {
        changes.changed(about);
        answers.invalidate(about);
        foundCopies.invalidate(about);
    }

    /** Discards the cached copies: PostgreSQL has recovered. Decisions by copies count as outdated. */
    void discardCopies() {
        changes.allChanged();
        foundCopies.invalidateAll();
    }

    /** Deletes the copy in Redis, so that it cannot replace a result that PostgreSQL does not return any more. */
    Uni<Void> deleteCopy(Channel about) {
        return fallbackCache.remove(key(about));
    }

    void allChanged() {
        changes.allChanged();
        answers.invalidateAll();
        foundCopies.invalidateAll();
    }
}
