package io.herald.hub;

import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.NameSyntax;
import io.herald.hub.transport.StartPosition;
import io.herald.problem.Problem;
import io.herald.problem.Violation;
import io.quarkus.runtime.configuration.DurationConverter;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a stream, the same for all transports.
 *
 * @param rooms the names of the rooms to follow
 * @param startPosition according to the cursor, otherwise to {@code since}
 */
public record StreamQuery(Set<String> rooms, StartPosition startPosition) {

    /**
     * Reads the query of a request. Takes the cursor from {@code Last-Event-ID}, otherwise from {@code lastEventId}.
     *
     * @throws io.herald.problem.ProblemException that names every invalid parameter
     */
    public static StreamQuery of(HttpServerRequest request, CursorFormat cursors) {
        // The header takes precedence: a browser that reconnects adds it to the original URL.
        String cursor = firstGiven(request.getHeader("Last-Event-ID"), request.getParam("lastEventId"));
        return of(request, cursor, cursors);
    }

    /** Reads the query of a request whose cursor comes from another source. */
    public static StreamQuery of(HttpServerRequest request, @Nullable String cursor, CursorFormat cursors) {
        List<Violation> wrong = new ArrayList<>();
        Set<String> rooms = new LinkedHashSet<>(request.params().getAll("room"));
        if (!rooms.stream().allMatch(NameSyntax::isName)) {
            wrong.add(new Violation("room", "must be the name of a room"));
        }
        StartPosition startPosition = start(cursor, request.getParam("since"), cursors, wrong);
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong).asException();
        }
        return new StreamQuery(rooms, startPosition);
    }

    private static @Nullable String firstGiven(@Nullable String header, @Nullable String parameter) {
        return header == null || header.isEmpty() ? parameter : header;
    }

    private static StartPosition start(
            @Nullable String cursor, @Nullable String since, CursorFormat cursors, List<Violation> wrong) {
        if (cursor != null && !cursor.isEmpty()) {
            Cursor parsed = cursors.parse(cursor);
            return parsed == null ? new StartPosition.Unknown() : new StartPosition.After(parsed);
        }
        if (since == null) {
            return new StartPosition.Now();
        }
        Duration back = since.equals("earliest") ? StartPosition.Rewind.EARLIEST.back() : duration(since);
        if (back == null) {
            wrong.add(new Violation("since", "must be a duration such as PT10M or 10m, or earliest"));
            return new StartPosition.Now();
        }
        return new StartPosition.Rewind(back);
    }

    /** Parses a duration in ISO 8601 or in the notation of Quarkus. Returns null if it is invalid or negative. */
    public static @Nullable Duration duration(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            return duration == null || duration.isNegative() ? null : duration;
        } catch (RuntimeException notADuration) {
            return null;
        }
    }
}
