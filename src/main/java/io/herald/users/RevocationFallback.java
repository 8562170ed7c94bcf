package io.herald.users;

import io.herald.log.FallbackSetStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The copy of all revocations in Redis, for an instance that starts while PostgreSQL is unavailable. */
@ApplicationScoped
class RevocationFallback {

    private static final String SET = "revocations";

    private final FallbackSetStore sets;

    RevocationFallback(FallbackSetStore sets) {
        this.sets = sets;
    }

    Uni<Void> add(List<Revocation> revocations) {
        return sets.add(SET, members(revocations));
    }

    Uni<Void> complete(List<Revocation> all) {
        return sets.complete(SET, members(all));
    }

    /** Returns all revocations; null if there is no copy, or it may be incomplete. */
    Uni<@Nullable List<Revocation>> all() {
        return sets.find(SET)
                .map(members -> members == null
                        ? null
                        : members.entrySet().stream()
                                .map(member -> Revocation.ofMember(member.getKey(), member.getValue()))
                                .filter(Objects::nonNull)
                                .toList());
    }

    Uni<Void> deleteBefore(Instant earliest) {
        return sets.removeBelow(SET, earliest.toEpochMilli());
    }

    /** Rounds times up to milliseconds: the copy of a revocation must cover no fewer tokens than the original. */
    private static Map<String, Long> members(List<Revocation> revocations) {
        Map<String, Long> members = new HashMap<>();
        revocations.forEach(revocation -> members.put(
                revocation.member(), revocation.time().plusNanos(999_999).toEpochMilli()));
        return members;
    }
}
