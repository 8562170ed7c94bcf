package io.herald.access.token;

/** Ends the verification of a token. It has no stack trace, because anybody may cause any number of them. */
final class TokenRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient TokenRejection rejection;

    TokenRejectedException(TokenRejection rejection) {
        super(null, null, false, false);
        this.rejection = rejection;
    }

    TokenRejection rejection() {
        return rejection;
    }
}
