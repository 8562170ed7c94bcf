package io.herald.access.token;

import io.herald.access.token.TokenRejection.Reason;

/** Explains to an administrator which check a token did not pass. */
final class RejectionText {

    private RejectionText() {}

    static String of(Reason reason) {
        return switch (reason) {
            case MALFORMED -> "This is not a signed JWT.";
            case ALGORITHM -> "The algorithm of the signature is not accepted.";
            case EXPIRED -> "The token has expired.";
            case NOT_YET_VALID -> "The token is not valid yet.";
            case ISSUER -> "The issuer is not the one of mp.jwt.verify.issuer.";
            case AUDIENCE -> "No audience is one of mp.jwt.verify.audiences.";
            case KEY -> "No key of mp.jwt.verify.publickey.location has this key id.";
            case SIGNATURE -> "The signature does not match the key.";
            case LIFETIME -> "The lifetime is unknown, or longer than the settings allow.";
            case SUBJECT -> "The claim sub is missing, or cannot be the id of a user.";
            case CLAIM -> "A claim is missing or has another type than the service requires.";
            case REVOKED -> "The token was revoked.";
        };
    }
}
