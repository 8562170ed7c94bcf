package io.herald.inbox;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.log.EventLog;
import io.herald.log.WorkQueue;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds a delivered notification in the log if the projection has not inserted its item yet. Without this lookup, a user who
 * reacts quickly would get "not found" for a notification that the client shows.
 */
@ApplicationScoped
class UnprojectedLookup {

    private static final String ROOMS =
            "SELECT DISTINCT room FROM room_stay WHERE user_id = $1 AND until > now() - interval '1 hour' LIMIT 50";

    private final DatabaseCalls databaseCalls;
    private final UnprojectedEvents events;

    UnprojectedLookup(DatabaseCalls databaseCalls, EventLog log, WorkQueue queue, Clock clock) {
        this.databaseCalls = databaseCalls;
        this.events = new UnprojectedEvents(log, queue, clock);
    }

    /**
     * Returns the event, or null if none of the user's channels contains it or its item has been inserted in the meantime. After
     * null, callers query the inbox once more.
     */
    Uni<@Nullable Event> find(String user, UUID id) {
        return databaseCalls.run(ROOMS, Tuple.of(user)).chain(rows -> {
            List<Channel> channels = new ArrayList<>(List.of(Channel.user(user), Channel.EVERYONE));
            rows.forEach(row -> channels.add(Channel.room(row.getString(0))));
            return events.find(channels, id);
        });
    }
}
