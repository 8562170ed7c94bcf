package io.herald.users;

import io.herald.access.Caller;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tokens of one user that are not to be taken any more: those issued before a time, or a single one. */
sealed interface Revocation {

    String user();

    boolean covers(Caller caller);

    record Before(String user, Instant time) implements Revocation {
        @Override
        public boolean covers(Caller caller) {
            return caller.id().equals(user) && caller.issuedAt().isBefore(time);
        }
    }

    record Single(String user, String jti) implements Revocation {
        @Override
        public boolean covers(Caller caller) {
            return caller.id().equals(user) && jti.equals(caller.jti());
        }
    }

    /** As a hint says it. */
    default String spelled() {
        return this instanceof Before before
                ? "before:" + before.time().toEpochMilli()
                : "jti:" + ((Single) this).jti();
    }

    static @Nullable Revocation parse(String user, String spelled) {
        if (spelled.startsWith("before:")) {
            return new Before(user, Instant.ofEpochMilli(Long.parseLong(spelled.substring("before:".length()))));
        }
        return spelled.startsWith("jti:") ? new Single(user, spelled.substring("jti:".length())) : null;
    }
}
