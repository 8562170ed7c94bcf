package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.event.Channel;
import io.herald.log.Copies;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Answers of one kind from PostgreSQL: cached for a minute, and copied to Redis for the time that PostgreSQL is
 * unavailable. An answer that was asked for before a {@linkplain #changed change} is returned, but neither cached nor
 * copied: it may be from before the change.
 */
final class CopiedCache<T> {

    private static final Logger LOG = Logger.getLogger(CopiedCache.class);
    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final Duration COPY_LIFE = Duration.ofDays(7);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int MOST = 50_000;

    private final Codec<T> codec;
    private final Copies copies;
    private final Function<String, Uni<T>> source;
    private final ChangeCounts changes = new ChangeCounts();
    private final Cache<Channel, T> cache =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(FRESH).build();

    /** @param prefix of the copies' names */
    record Codec<T>(String prefix, Function<T, String> write, Function<String, T> parse) {}

    CopiedCache(Codec<T> codec, Copies copies, Function<String, Uni<T>> source) {
        this.codec = codec;
        this.copies = copies;
        this.source = source;
    }

    /** From the cache, else from PostgreSQL, else from the copy. Fails as unavailable if there is no copy either. */
    Uni<T> get(Channel about) {
        T cached = cache.getIfPresent(about);
        return cached != null
                ? Uni.createFrom().item(cached)
                : read(about).onFailure().recoverWithUni(away -> copy(about));
    }

    /** From PostgreSQL. Fails while that is unavailable. */
    Uni<T> read(Channel about) {
        return Uni.createFrom().deferred(() -> {
            long before = changes(about);
            return source.apply(about.name()).invoke(found -> {
                if (cache(about, found, before)) {
                    copies.keep(key(about), codec.write.apply(found), COPY_LIFE)
                            .subscribe()
                            .with(kept -> {}, failure -> LOG.debug("rooms.copy.failed"));
                }
            });
        });
    }

    private Uni<T> copy(Channel about) {
        long before = changes(about);
        return copies.find(key(about)).onFailure().recoverWithNull().map(copy -> {
            if (copy == null) {
                throw Problem.unavailable("Who belongs to which room cannot be read now.", RETRY_AFTER)
                        .asException();
            }
            T found = codec.parse.apply(copy);
            cache(about, found, before);
            return found;
        });
    }

    /** Returns false if there was a change meanwhile. */
    private boolean cache(Channel about, T found, long before) {
        boolean[] current = new boolean[1];
        cache.asMap().compute(about, (same, known) -> {
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
        cache.invalidate(about);
    }

    void allChanged() {
        changes.allChanged();
        cache.invalidateAll();
    }
}
