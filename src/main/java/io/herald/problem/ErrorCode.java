package io.herald.problem;

import java.util.Locale;

/** The error code of frame-based transports, in place of the HTTP status. Clients branch on it without knowledge of HTTP. */
public enum ErrorCode {
    FORBIDDEN,
    INVALID,
    NOT_FOUND,
    CONFLICT,
    RATE_LIMITED,
    TOO_LARGE,
    UNAVAILABLE;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Returns the code as it is sent to clients. */
    public String code() {
        return code;
    }

    static ErrorCode ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> FORBIDDEN;
            case 404, 410 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            case 413, 414, 431 -> TOO_LARGE;
            case 429 -> RATE_LIMITED;
            default -> status >= 500 ? UNAVAILABLE : INVALID;
        };
    }
}
