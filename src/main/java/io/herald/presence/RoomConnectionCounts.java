package io.herald.presence;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections that this instance has of each user in each room, and writes the counts to Redis. A write carries the
 * count and not a difference. Writes of one user and room are sequential: two concurrent calls may use different Redis
 * connections and overtake each other. May be called on any thread.
 */
final class RoomConnectionCounts {

    private record Write(int connections, Duration absence) {}

    /** Accessed only within an atomic operation of the map. */
    private static final class Count {
        private int connections;
        private Duration absence = Duration.ZERO;
        private boolean stale;
        private boolean writing;

        boolean isBusy() {
            return writing || stale;
        }

        @Nullable
        Write begin() {
            if (writing || !stale) {
                return null;
            }
            writing = true;
            stale = false;
            return new Write(connections, absence);
        }

        /** @return whether the entry can be removed: no connections are left, and Redis is up to date */
        boolean end(boolean failed) {
            writing = false;
            stale |= failed;
            return connections == 0 && !stale;
        }
    }

    private final PresenceStore store;
    private final String instance;
    private final Consumer<Throwable> failed;
    private final Map<PresenceEntry, Count> counts = new ConcurrentHashMap<>();

    /** @param failed receives the failure of each write that may not have reached Redis; {@link #writeAll} repeats the writes */
    RoomConnectionCounts(PresenceStore store, String instance, Consumer<Throwable> failed) {
        this.store = store;
        this.instance = instance;
        this.failed = failed;
    }

    /**
     * Changes a count and writes it to Redis.
     *
     * @param more the difference, negative for closed connections
     * @param absence the flap time: the departure is announced only if the user does not return within it
     */
    void add(String room, String user, int more, Duration absence) {
        PresenceEntry entry = new PresenceEntry(room, user);
        counts.compute(entry, (same, known) -> {
            Count count = known == null ? new Count() : known;
            count.connections += more;
            count.absence = absence;
            count.stale = true;
            return count;
        });
        write(entry).subscribe().with(done -> {});
    }

    /** Returns a write for each user and room, which starts on subscription and never fails. */
    List<Uni<Void>> writeAll() {
        return counts.keySet().stream()
                .map(entry -> Uni.createFrom().deferred(() -> {
                    counts.computeIfPresent(entry, (same, count) -> {
                        count.stale = true;
                        return count;
                    });
                    return write(entry);
                }))
                .toList();
    }

    /** Returns the entries of this instance. The iteration reflects changes that are made meanwhile, or not. */
    Iterable<PresenceEntry> entries() {
        return counts.keySet();
    }

    /**
     * Writes an entry again if Redis has another number of connections than this instance. A write in progress may change what
     * Redis has, so an entry with one is left to the next comparison.
     *
     * @param absence the flap time of a departure of which this instance has no record any more
     * @return starts on subscription and never fails
     */
    Uni<Boolean> restore(PresenceEntry entry, int stored, Duration absence) {
        return Uni.createFrom().deferred(() -> {
            boolean[] differs = {false};
            counts.compute(entry, (same, known) -> {
                int held = known == null ? 0 : known.connections;
                if (held == stored || known != null && known.isBusy()) {
                    return known;
                }
                Count count = known == null ? new Count() : known;
                count.absence = known == null ? absence : known.absence;
                count.stale = true;
                differs[0] = true;
                return count;
            });
            return write(entry).replaceWith(() -> differs[0]);
        });
    }

    private Uni<Void> write(PresenceEntry entry) {
        Write[] begun = {null};
        counts.computeIfPresent(entry, (same, count) -> {
            begun[0] = count.begin();
            return count;
        });
        Write write = begun[0];
        return write == null
                ? Uni.createFrom().voidItem()
                : set(entry, write).onItemOrFailure().transformToUni((done, failure) -> end(entry, failure));
    }

    /** Turns an exception of the store into a failure: a write that does not end would block all later writes of the entry. */
    private Uni<Void> set(PresenceEntry entry, Write write) {
        return Uni.createFrom()
                .deferred(() -> store.setConnections(
                                entry.room(), entry.user(), instance, write.connections(), write.absence())
                        .replaceWithVoid());
    }

    private Uni<Void> end(PresenceEntry entry, @Nullable Throwable failure) {
        counts.computeIfPresent(entry, (same, count) -> count.end(failure != null) ? null : count);
        if (failure != null) {
            failed.accept(failure);
            return Uni.createFrom().voidItem();
        }
        return write(entry);
    }
}
