package io.herald.access.authentication;

/** The credential of a request. Only the first one present counts: a valid one after an invalid one does not help. */
sealed interface Credential {
    record Token(String jwt) implements Credential {
        /** Omits the token, so that it cannot reach a log through a message. */
        @Override
        public String toString() {
            return "Token";
        }
    }

    record Ticket(String ticket) implements Credential {
        @Override
        public String toString() {
            return "Ticket";
        }
    }

    /** A cookie that {@link CookieOriginCheck} rejects: a page of another site may have made the browser send it. */
    record Foreign() implements Credential {}

    record None() implements Credential {}

    None NONE = new None();
    Foreign FOREIGN = new Foreign();
}
