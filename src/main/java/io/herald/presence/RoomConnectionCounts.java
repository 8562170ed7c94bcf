package io.herald.presence;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How many connections this instance has of each user in each room, and Redis' copy of that. Redis gets numbers and not
 * changes, and those of one user and room one after the other: two calls that are under way at once may take different
 * connections and overtake each other. May be called on any thread.
 */
final class RoomConnectionCounts {

    private record Entry(String room, String user) {}

    private record Write(int connections, Duration absence) {}

    /** Changed only within an operation of the map. */
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

        /** @return whether Redis has to be asked for nothing more */
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

    /** @param failed receives each write that Redis may not have got; {@link #writeAll} repeats those */
    RoomConnectionCounts(PresenceStore store, String instance, Consumer<Throwable> failed) {
        this.store = store;
        this.instance = instance;
        this.failed = failed;
    }

    /**
     * @param more connections, or less
     * @param absence for which it is not announced that the last has gone
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

    /** One write for each user and room, begun when it is subscribed to. None of them fails. */
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

    /** Also fails where the store throws: a write that does not end would block all later writes of the entry. */
    private Uni<Void> set(Entry entry, Write write) {
        return Uni.createFrom()
                .deferred(() -> store.set(entry.room(), entry.user(), instance, write.connections(), write.absence())
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
