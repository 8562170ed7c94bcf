package io.herald.sse;

import io.herald.event.CursorFormat;
import io.herald.event.Names;
import io.herald.hub.Start;
import io.herald.problem.Problem;
import io.herald.problem.Violation;
import io.quarkus.runtime.configuration.DurationConverter;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asks of its stream. */
record StreamQuery(Set<String> rooms, Start start) {

    private static final int MOST_ROOMS = 100;

    static StreamQuery of(HttpServerRequest request, CursorFormat cursors) {
        MultiMap query = request.params();
        List<Violation> wrong = new ArrayList<>();
        Set<String> rooms = new LinkedHashSet<>(query.getAll("room"));
        if (!rooms.stream().allMatch(Names::isName)) {
            wrong.add(new Violation("room", "must be the name of a room"));
        }
        if (rooms.size() > MOST_ROOMS) {
            wrong.add(new Violation("room", "must be at most " + MOST_ROOMS + " rooms"));
        }
        Start start = start(request, cursors, wrong);
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong).asException();
        }
        return new StreamQuery(rooms, start);
    }

    /** The header wins: a browser that reconnects sends it, to the address that it was first given. */
    private static Start start(HttpServerRequest request, CursorFormat cursors, List<Violation> wrong) {
        String cursor = firstGiven(request.getHeader("Last-Event-ID"), request.getParam("lastEventId"));
        if (cursor != null) {
            var parsed = cursors.parse(cursor);
            return parsed == null ? new Start.Unknown() : new Start.After(parsed);
        }
        String since = request.getParam("since");
        return since == null ? new Start.Now() : rewind(since, wrong);
    }

    private static @Nullable String firstGiven(@Nullable String header, @Nullable String parameter) {
        if (header != null && !header.isEmpty()) {
            return header;
        }
        return parameter == null || parameter.isEmpty() ? null : parameter;
    }

    private static Start rewind(String since, List<Violation> wrong) {
        if (since.equals("earliest")) {
            return Start.Rewind.EARLIEST;
        }
        try {
            Duration back = DurationConverter.parseDuration(since);
            if (back != null && !back.isNegative()) {
                return new Start.Rewind(back);
            }
        } catch (IllegalArgumentException notADuration) {
            // told below
        }
        wrong.add(new Violation("since", "must be a duration such as PT10M or 10m, or earliest"));
        return new Start.Now();
    }
}
