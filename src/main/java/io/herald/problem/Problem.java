package io.herald.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a request, independent of the transport: a status and title for HTTP (RFC 9457), a code for frames, and the
 * delay before a retry.
 *
 * <p>Callers read {@code detail}: it never contains internals, tokens or parts of the payload.
 */
public record Problem(
        int status,
        String title,
        @Nullable String detail,
        List<Violation> violations,
        @Nullable Duration retryAfter,
        ErrorCode code) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        violations = List.copyOf(violations);
    }

    /** Returns a problem for a status that has no factory method. */
    public static Problem of(int status, @Nullable String detail) {
        return new Problem(status, StatusTitles.of(status), detail, List.of(), null, ErrorCode.ofStatus(status));
    }

    /** The request was parsed but has invalid fields. Reports all of them at once, so that callers correct them in one step. */
    public static Problem invalid(List<Violation> violations) {
        return new Problem(
                400, StatusTitles.of(400), "The request has invalid fields.", violations, null, ErrorCode.INVALID);
    }

    public static Problem invalid(String field, String message) {
        return invalid(List.of(new Violation(field, message)));
    }

    /** The request could not be parsed. */
    public static Problem malformed(String detail) {
        return of(400, detail);
    }

    /** The request has no credential. */
    public static Problem unauthorized() {
        return Unauthorized.MISSING.problem();
    }

    public static Problem malformedToken() {
        return Unauthorized.MALFORMED.problem();
    }

    public static Problem expiredToken() {
        return Unauthorized.EXPIRED.problem();
    }

    public static Problem revokedToken() {
        return Unauthorized.REVOKED.problem();
    }

    /** Does not name the check that failed: this concerns the operator, and the log says it. */
    public static Problem invalidToken() {
        return Unauthorized.INVALID.problem();
    }

    public static Problem invalidTicket() {
        return Unauthorized.TICKET.problem();
    }

    public static Problem forbidden(String detail) {
        return of(403, detail);
    }

    public static Problem notFound() {
        return of(404, "The resource does not exist, or you may not see it.");
    }

    public static Problem notFound(String detail) {
        return of(404, detail);
    }

    public static Problem methodNotAllowed() {
        return of(405, "The resource does not support this method. The header Allow lists those that it supports.");
    }

    public static Problem notAcceptable() {
        return of(406, "The resource has none of the media types of the Accept header.");
    }

    public static Problem conflict(String detail) {
        return of(409, detail);
    }

    public static Problem tooLarge(String detail) {
        return of(413, detail);
    }

    public static Problem unsupportedMediaType() {
        return unsupportedMediaType(List.of("application/json"));
    }

    /** @param accepted the media types that the call accepts, at least one */
    static Problem unsupportedMediaType(List<String> accepted) {
        return of(415, "Unsupported media type. Send Content-Type: " + String.join(" or ", accepted) + ".");
    }

    public static Problem rateLimited(Duration retryAfter) {
        return of(429, "Too many requests. Retry later.").retryAfter(retryAfter);
    }

    /** An error of the service, not of the caller. The log contains the same {@code errorId}. */
    public static Problem internal(String errorId) {
        return of(500, "Internal error. If it persists, report the error id " + errorId + ".");
    }

    public static Problem unavailable(String detail, Duration retryAfter) {
        return of(503, detail).retryAfter(retryAfter);
    }

    public Problem retryAfter(Duration wait) {
        return new Problem(status, title, detail, violations, wait, code);
    }

    /** Returns the value of {@code Retry-After} in whole seconds, rounded up so that no client retries too early. */
    public @Nullable String retryAfterSeconds() {
        return retryAfter == null
                ? null
                : Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    /** Returns the value of {@code WWW-Authenticate}. The status must be 401. */
    public String challenge() {
        return Unauthorized.challenge(this);
    }

    /** Returns the message for a frame: the first invalid field if there is one, otherwise the detail or the title. */
    public String message() {
        if (!violations.isEmpty()) {
            Violation first = violations.get(0);
            return first.field() + ": " + first.message();
        }
        return detail == null ? title : detail;
    }

    /** Returns the problem document (RFC 9457). */
    public byte[] json() {
        return ProblemJson.encode(this);
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}
