package io.herald.users;

import io.herald.access.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Revokes tokens of one user: those that were issued before a time, or a single one. */
sealed interface Revocation {

    String user();

    /** Returns an upper bound: tokens that were issued later are not covered. */
    Instant time();

    boolean covers(Caller caller);

    record Before(String user, Instant time) implements Revocation {
        @Override
        public boolean covers(Caller caller) {
            return caller.id().equals(user) && caller.issuedAt().isBefore(time);
        }
    }

    /** @param time the time at which the revocation was stored */
    record Single(String user, String jti, Instant time) implements Revocation {
        @Override
        public boolean covers(Caller caller) {
            return caller.id().equals(user) && jti.equals(caller.jti());
        }
    }

    /** Returns the detail of the control message to all instances. */
    default String hint() {
        return this instanceof Before before
                ? "before:" + before.time().toEpochMilli()
                : "jti:" + ((Single) this).jti();
    }

    static @Nullable Revocation ofHint(String user, String hint, Instant now) {
        if (hint.startsWith("before:")) {
            return new Before(user, Instant.ofEpochMilli(Long.parseLong(hint.substring("before:".length()))));
        }
        return hint.startsWith("jti:") ? new Single(user, hint.substring("jti:".length()), now) : null;
    }

    /** Returns the member of the copied set; the time in milliseconds is its number. User ids do not contain spaces. */
    default String member() {
        return this instanceof Single single ? "jti " + user() + " " + single.jti() : "before " + user();
    }

    static @Nullable Revocation ofMember(String member, long millis) {
        String[] parts = member.split(" ", 3);
        Instant time = Instant.ofEpochMilli(millis);
        if (parts.length == 2 && parts[0].equals("before")) {
            return new Before(parts[1], time);
        }
        return parts.length == 3 && parts[0].equals("jti") ? new Single(parts[1], parts[2], time) : null;
    }
}
