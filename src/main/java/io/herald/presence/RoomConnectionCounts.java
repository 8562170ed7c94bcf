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

    private record Entry(String room, String user) {}

    private record Write(int connections, Duration absence) {}

    /** Accessed only within an atomic operation of the map. */
    private static final class Count {
        private int connections;
        private Duration absence = Duration.ZERO;
        private boolean stale;
        private boolean writing;

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
    private final Map<Entry, Count> counts = new ConcurrentHashMap<>();

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
        Entry entry = new Entry(room, user);
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

    private Uni<Void> write(Entry entry) {
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
    private Uni<Void> set(Entry entry, Write write) {
        return Uni.createFrom()
                .deferred(() -> store.setConnections(
                                entry.room(), entry.user(), instance, write.connections(), write.absence())
                        .replaceWithVoid());
    }

    private Uni<Void> end(Entry entry, @Nullable Throwable failure) {
        counts.computeIfPresent(entry, (same, count) -> count.end(failure != null) ? null : count);
        if (failure != null) {
            failed.accept(failure);
            return Uni.createFrom().voidItem();
        }
        return write(entry);
    }
}
