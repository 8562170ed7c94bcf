package io.herald.access;

/** What a request presents to be let in; the first one present decides, and no later one mends a bad one. */
sealed interface Credential {
    record Token(String jwt) implements Credential {
        /** A token must not reach a log by way of a message. */
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

    /** A cookie that a foreign page made the browser send. */
    record Foreign() implements Credential {}

    record None() implements Credential {}

    None NONE = new None();
    Foreign FOREIGN = new Foreign();
}
