package io.herald.client.http;

import io.herald.client.error.Problem;
import io.herald.client.error.ResponseException;
import io.herald.client.error.Violation;
import io.herald.client.json.JsonReader;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads problem documents. A response of a proxy, which has none, becomes a problem with its status only. */
public final class Problems {

    private static final int MAX_SECONDS_DIGITS = 9;

    private Problems() {}

    public static ResponseException exception(int status, HttpHeaders headers, String body, Clock clock) {
        Optional<Duration> retryAfter =
                headers.firstValue("Retry-After").flatMap(value -> retryAfter(value, clock.instant()));
        return ResponseException.of(read(status, document(body), retryAfter));
    }

    /** Returns the exception for an item of a batch. */
    public static ResponseException exception(int status, Object document) {
        return ResponseException.of(read(
                status, document instanceof Map<?, ?> members ? members : Map.of(), Optional.empty()));
    }

    private static Problem read(int status, Map<?, ?> document, Optional<Duration> retryAfter) {
        String title = document.get("title") instanceof String text ? text : "HTTP status " + status;
        Optional<String> detail = document.get("detail") instanceof String text ? Optional.of(text) : Optional.empty();
        return new Problem(status, title, detail, violations(document.get("violations")), retryAfter);
    }

    private static List<Violation> violations(Object value) {
        List<Violation> violations = new ArrayList<>();
        if (value instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> violation) {
                    violations.add(new Violation(
                            String.valueOf(violation.get("field")), String.valueOf(violation.get("message"))));
                }
            }
        }
        return violations;
    }

    private static Map<?, ?> document(String body) {
        try {
            return JsonReader.read(body) instanceof Map<?, ?> members ? members : Map.of();
        } catch (IllegalArgumentException notJson) {
            return Map.of();
        }
    }

    /** Returns the delay of {@code Retry-After}: seconds, or a date. */
    static Optional<Duration> retryAfter(String value, Instant now) {
        String text = value.trim();
        if (text.matches("[0-9]{1," + MAX_SECONDS_DIGITS + "}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
