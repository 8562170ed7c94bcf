package io.herald.users;

import io.herald.log.FallbackSetStore;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The store and the copy of revocations in memory. A test can make each unavailable and inspect the reads. */
final class InMemoryRevocationStore {

    private record Stored(long seq, Revocation revocation) {}

    final List<Long> readAfter = new ArrayList<>();
    private final List<Stored> stored = new ArrayList<>();
    private final Map<String, Long> copied = new HashMap<>();
    private long last;
    private boolean complete;
    boolean storeIsUnavailable;
    boolean copyIsUnavailable;

    /** Stores a revocation as another instance does, without a control message. */
    void store(Revocation revocation) {
        stored.add(new Stored(++last, revocation));
    }

    /** Removes the newest revocation, as a failover to a replica without it does. */
    void loseNewest() {
        stored.removeIf(entry -> entry.seq == last);
        last--;
    }

    void flushCopy() {
        copied.clear();
        complete = false;
    }

    List<Revocation> stored() {
        return stored.stream().map(Stored::revocation).toList();
    }

    Map<String, Long> copied() {
        return copied;
    }

    final RevocationStore store = new RevocationStore() {
        @Override
        public Uni<Void> add(Revocation revocation) {
            return call(storeIsUnavailable, () -> {
                store(revocation);
                return null;
            });
        }

        @Override
        public Uni<Part> after(long seq) {
            return call(storeIsUnavailable, () -> {
                readAfter.add(seq);
                List<Stored> newer =
                        stored.stream().filter(entry -> entry.seq > seq).toList();
                long highest = newer.stream().mapToLong(Stored::seq).max().orElse(seq);
                return new Part(newer.stream().map(Stored::revocation).toList(), highest, last < seq);
            });
        }

        @Override
        public Uni<Void> deleteBefore(Instant earliest) {
            return call(storeIsUnavailable, () -> {
                stored.removeIf(entry -> entry.revocation.time().isBefore(earliest));
                return null;
            });
        }
    };

    final FallbackSetStore sets = new FallbackSetStore() {
        @Override
        public Uni<Void> add(String set, Map<String, Long> members) {
            return call(copyIsUnavailable, () -> {
                members.forEach((member, number) -> copied.merge(member, number, Math::max));
                return null;
            });
        }

        @Override
        public Uni<Void> complete(String set, Map<String, Long> members) {
            return add(set, members).invoke(() -> complete = true);
        }

        @Override
        public Uni<@Nullable Map<String, Long>> find(String set) {
            return call(copyIsUnavailable, () -> complete ? Map.copyOf(copied) : null);
        }

        @Override
        public Uni<Void> removeBelow(String set, long number) {
            return call(copyIsUnavailable, () -> {
                copied.values().removeIf(value -> value < number);
                return null;
            });
        }
    };

    private static <T> Uni<T> call(boolean isUnavailable, Supplier<T> answer) {
        return isUnavailable
                ? Uni.createFrom().failure(new IllegalStateException("unavailable"))
                : Uni.createFrom().item(answer);
    }
}
