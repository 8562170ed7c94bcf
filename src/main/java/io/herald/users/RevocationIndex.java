package io.herald.users;

import io.herald.access.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Indexes the revocations of an instance by user, in memory. May be called on any thread. */
final class RevocationIndex {

    private static final class OfUser {
        private volatile Instant before = Instant.MIN;
        private final Map<String, Instant> tokens = new ConcurrentHashMap<>();

        boolean covers(Caller caller) {
            return caller.issuedAt().isBefore(before) || caller.jti() != null && tokens.containsKey(caller.jti());
        }

        /** Returns whether the revocation was not covered by an earlier one. */
        boolean add(Revocation revocation) {
            if (revocation instanceof Revocation.Single single) {
                boolean isNew = !tokens.containsKey(single.jti());
                tokens.merge(single.jti(), single.time(), OfUser::later);
                return isNew;
            }
            boolean isNew = before.isBefore(revocation.time());
            before = later(before, revocation.time());
            return isNew;
        }

        boolean isEmptyWithout(Instant earlier) {
            if (before.isBefore(earlier)) {
                before = Instant.MIN;
            }
            tokens.values().removeIf(time -> time.isBefore(earlier));
            return before.equals(Instant.MIN) && tokens.isEmpty();
        }

        private static Instant later(Instant one, Instant other) {
            return one.isBefore(other) ? other : one;
        }
    }

    private final Map<String, OfUser> byUser = new ConcurrentHashMap<>();

    boolean covers(Caller caller) {
        OfUser own = byUser.get(caller.id());
        return own != null && own.covers(caller);
    }

    /** Adds a revocation. Returns whether it may cover a token that was not covered before. */
    boolean add(Revocation revocation) {
        boolean[] isNew = {false};
        byUser.compute(revocation.user(), (user, own) -> {
            OfUser known = own == null ? new OfUser() : own;
            isNew[0] = known.add(revocation);
            return known;
        });
        return isNew[0];
    }

    /** Removes the revocations that are older than every token that can still be valid. */
    void prune(Instant earlier) {
        byUser.keySet()
                .forEach(
                        user -> byUser.computeIfPresent(user, (same, own) -> own.isEmptyWithout(earlier) ? null : own));
    }
}
