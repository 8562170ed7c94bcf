package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.herald.event.Channel;
import io.herald.log.FallbackCache;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Answers of one kind from PostgreSQL: cached for a minute, and copied to Redis for the time that PostgreSQL is
 * unavailable. An answer that was asked for before a {@linkplain #changed change} is returned, but neither cached nor
 * copied: it may be from before the change.
 *
 * <p>A copy may be from before a change, too: the change was committed, and then PostgreSQL failed. It is cached for two
 * seconds only, so that a storm of calls does not read it from Redis again and again, and PostgreSQL decides soon after
 * it has returned.
 */
final class CacheWithFallback<T> {

    private static final Logger LOG = Logger.getLogger(CacheWithFallback.class);
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration COPY_FRESH = Duration.ofSeconds(2);
    private static final Duration COPY_LIFE = Duration.ofDays(7);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int MOST = 50_000;

    private final Codec<T> codec;
    private final FallbackCache fallbackCache;
    private final Function<String, Uni<T>> source;
    private final ChangeCounts changes = new ChangeCounts();
    private final Cache<Channel, T> answers;
    private final Cache<Channel, T> foundCopies;

    /** @param prefix of the copies' names */
    record Codec<T>(String prefix, Function<T, String> write, Function<String, T> parse) {}

    CacheWithFallback(Codec<T> codec, FallbackCache fallbackCache, Function<String, Uni<T>> source, Ticker ticker) {
        this.codec = codec;
        this.fallbackCache = fallbackCache;
        this.source = source;
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

    /** From the cache, else from PostgreSQL, else from the copy. Fails as unavailable if there is no copy either. */
    Uni<T> get(Channel about) {
        T answer = answers.getIfPresent(about);
        T cached = answer == null ? foundCopies.getIfPresent(about) : answer;
        return cached != null
                ? Uni.createFrom().item(cached)
                : read(about).onFailure().recoverWithUni(away -> copy(about));
    }

    /** From PostgreSQL. Fails while that is unavailable. */
    Uni<T> read(Channel about) {
        return Uni.createFrom().deferred(() -> {
            long before = changes(about);
            return source.apply(about.name()).invoke(found -> {
                if (cache(answers, about, found, before)) {
                    fallbackCache
                            .keep(key(about), codec.write.apply(found), COPY_LIFE)
                            .subscribe()
                            .with(kept -> {}, failure -> LOG.debug("rooms.copy.failed"));
                }
            });
        });
    }

    private Uni<T> copy(Channel about) {
        long before = changes(about);
        return fallbackCache.find(key(about)).onFailure().recoverWithNull().map(copy -> {
            if (copy == null) {
                throw Problem.unavailable("Who belongs to which room cannot be read now.", RETRY_AFTER)
                        .asException();
            }
            T found = codec.parse.apply(copy);
            cache(foundCopies, about, found, before);
            return found;
        });
    }

    /** Returns false if there was a change meanwhile. */
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

    /** The count first: an answer that is cached between the two steps is removed by the second. */
    void changed(Channel about) {
        changes.changed(about);
        answers.invalidate(about);
        foundCopies.invalidate(about);
    }

    void allChanged() {
        changes.allChanged();
        answers.invalidateAll();
        foundCopies.invalidateAll();
    }
}
