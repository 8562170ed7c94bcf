package io.herald.inbox;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.EventLog;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds a notification in the log that a user has been shown, but whose item is still on its way: nobody is told that what
 * is on the screen does not exist.
 */
@ApplicationScoped
class JustDelivered {

    private static final EventId END = new EventId(999_999_999_999_999L, 0);
    private static final int FIRST_LOOK = 50;
    private static final int SECOND_LOOK = 300;
    private static final long SKEW_MS = 2_000;

    private static final String ROOMS =
            "SELECT DISTINCT room FROM room_stay WHERE user_id = $1 AND until > now() - interval '1 hour' LIMIT 50";

    private final EventLog log;
    private final Database database;

    JustDelivered(EventLog log, Database database) {
        this.log = log;
        this.database = database;
    }

    /** Null where none of the user's channels has it. */
    Uni<@Nullable Event> find(String user, UUID id) {
        return database.run(ROOMS, Tuple.of(user)).chain(rows -> {
            List<Channel> channels = new ArrayList<>(List.of(Channel.user(user), Channel.EVERYONE));
            rows.forEach(row -> channels.add(Channel.room(row.getString(0))));
            return Multi.createFrom()
                    .iterable(channels)
                    .onItem()
                    .transformToUniAndConcatenate(channel -> find(channel, id))
                    .select()
                    .first()
                    .toUni();
        });
    }

    /** First where its id says that it was accepted; one that was scheduled was delivered later. */
    private Uni<@Nullable Event> find(Channel channel, UUID id) {
        EventId accepted = EventId.before((id.getMostSignificantBits() >>> 16) - SKEW_MS);
        return log.history(channel, accepted, false, FIRST_LOOK)
                .map(events -> among(events, id))
                .chain(found -> found != null
                        ? Uni.createFrom().item(found)
                        : log.history(channel, END, true, SECOND_LOOK).map(events -> among(events, id)));
    }

    private static @Nullable Event among(List<Event> events, UUID id) {
        return events.stream()
                .filter(event -> event.name().equals(Told.EVENT)
                        && id.toString().equals(event.traits().subject()))
                .findFirst()
                .orElse(null);
    }
}
