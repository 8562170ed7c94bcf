package io.herald.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a request can fail, independent of the transport that tells it: a status and title for HTTP (RFC 9457), a code for
 * frames, and when it is worth trying again.
 *
 * <p>{@code detail} is read by people outside: it never names an internal, a token, or a piece of the payload.
 */
public record Problem(
        int status,
        String title,
        @Nullable String detail,
        List<Violation> violations,
        @Nullable Duration retryAfter,
        ErrorCode code) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The challenge to who has presented a token that was good and is not any more (RFC 6750, 3.1). */
    static final String INVALID_TOKEN = "Bearer error=\"invalid_token\"";

    public Problem {
        violations = List.copyOf(violations);
    }

    /** For statuses that have no factory of their own. */
    public static Problem of(int status, @Nullable String detail) {
        return new Problem(status, StatusTitles.of(status), detail, List.of(), null, ErrorCode.ofStatus(status));
    }

    /** Read but wrong: every wrong field at once, so that nobody has to find them one call at a time. */
    public static Problem invalid(List<Violation> violations) {
        return new Problem(
                400, StatusTitles.of(400), "The request has invalid fields.", violations, null, ErrorCode.INVALID);
    }

    public static Problem invalid(String field, String message) {
        return invalid(List.of(new Violation(field, message)));
    }

    /** Not readable at all. */
    public static Problem malformed(String detail) {
        return of(400, detail);
    }

    /** Says nothing about why: which check refused a credential is a hint only an attacker needs. */
    public static Problem unauthorized() {
        return of(401, "A valid access token is required.");
    }

    public static Problem forbidden(String detail) {
        return of(403, detail);
    }

    public static Problem notFound() {
        return of(404, "There is nothing here.");
    }

    public static Problem notFound(String detail) {
        return of(404, detail);
    }

    public static Problem methodNotAllowed() {
        return of(405, "This method is not supported here; see the Allow header.");
    }

    public static Problem notAcceptable() {
        return of(406, "None of the accepted media types can be produced here.");
    }

    public static Problem conflict(String detail) {
        return of(409, detail);
    }

    public static Problem tooLarge(String detail) {
        return of(413, detail);
    }

    public static Problem unsupportedMediaType() {
        return of(415, "This media type is not taken here.");
    }

    public static Problem rateLimited(Duration retryAfter) {
        return of(429, "Too many requests.").retryAfter(retryAfter);
    }

    /** Ours, not the caller's; {@code errorId} is what the log has. */
    public static Problem internal(String errorId) {
        return of(500, "Something went wrong on our side; error " + errorId + ".");
    }

    public static Problem unavailable(String detail, Duration retryAfter) {
        return of(503, detail).retryAfter(retryAfter);
    }

    public Problem retryAfter(Duration wait) {
        return new Problem(status, title, detail, violations, wait, code);
    }

    /** The value of {@code Retry-After}: whole seconds, rounded up so that nobody is invited back too early. */
    public @Nullable String retryAfterSeconds() {
        return retryAfter == null
                ? null
                : Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    /** What a frame says: the detail, or else the first wrong field. */
    public String message() {
        if (!violations.isEmpty()) {
            Violation first = violations.get(0);
            return first.field() + ": " + first.message();
        }
        return detail == null ? title : detail;
    }

    /** The RFC 9457 document. */
    public byte[] json() {
        return ProblemJson.encode(this);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}
