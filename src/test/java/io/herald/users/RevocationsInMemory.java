package io.herald.users;

import io.herald.log.CopiedSets;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL and a Redis of revocations that a test may take away, and ask what they were asked for. */
final class RevocationsInMemory {

    private record Stored(long seq, Revocation revocation) {}

    final List<Long> readAfter = new ArrayList<>();
    private final List<Stored> stored = new ArrayList<>();
    private final Map<String, Long> copied = new HashMap<>();
    private long last;
    private boolean complete;
    boolean storeIsAway;
    boolean copyIsAway;

    /** As another instance does, whose hint is lost. */
    void store(Revocation revocation) {
        stored.add(new Stored(++last, revocation));
    }

    /** As a failover to a server does that has not received the newest. */
    void loseNewest() {
        stored.removeIf(each -> each.seq == last);
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

    final StoredRevocations store = new StoredRevocations() {
        @Override
        public Uni<Void> add(Revocation revocation) {
            return ask(storeIsAway, () -> {
                store(revocation);
                return null;
            });
        }

        @Override
        public Uni<Part> after(long seq) {
            return ask(storeIsAway, () -> {
                readAfter.add(seq);
                List<Stored> found =
                        stored.stream().filter(each -> each.seq > seq).toList();
                long reached = found.stream().mapToLong(Stored::seq).max().orElse(seq);
                return new Part(found.stream().map(Stored::revocation).toList(), reached, last < seq);
            });
        }

        @Override
        public Uni<Void> deleteBefore(Instant earliest) {
            return ask(storeIsAway, () -> {
                stored.removeIf(each -> each.revocation.time().isBefore(earliest));
                return null;
            });
        }
    };

    final CopiedSets sets = new CopiedSets() {
        @Override
        public Uni<Void> add(String set, Map<String, Long> members) {
            return ask(copyIsAway, () -> {
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
            return ask(copyIsAway, () -> complete ? Map.copyOf(copied) : null);
        }

        @Override
        public Uni<Void> removeBelow(String set, long number) {
            return ask(copyIsAway, () -> {
                copied.values().removeIf(each -> each < number);
                return null;
            });
        }
    };

    private static <T> Uni<T> ask(boolean isAway, Supplier<T> answer) {
        return isAway
                ? Uni.createFrom().failure(new IllegalStateException("away"))
                : Uni.createFrom().item(answer);
    }
}
