package io.herald.inbox.projection;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.inbox.storage.InboxPosition;
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
public class UnprojectedItems {

    private static final String ROOMS =
            "SELECT DISTINCT room FROM room_stay WHERE user_id = $1 AND until > now() - interval '1 hour' LIMIT 50";

    private final InboxDatabase database;
    private final InboxProjection projection;
    private final UnprojectedEventReader events;

    UnprojectedItems(InboxDatabase database, InboxProjection projection, EventLog log, WorkQueue queue, Clock clock) {
        this.database = database;
        this.projection = projection;
        this.events = new UnprojectedEventReader(log, queue, clock);
    }

    /** Inserts the item with the statements of the projection, if the projection has not inserted it yet. */
    public Uni<Void> insert(String user, UUID id) {
        return find(user, id).chain(event -> {
            if (event == null) {
                return Uni.createFrom().voidItem();
            }
            ProjectedRows rows = new ProjectedRows();
            rows.add(event);
            return database.guard(projection.insert(rows));
        });
    }

    /**
     * Returns the position of the item. Returns null if none of the user's channels contains its event or the item has been
     * inserted in the meantime. After null, callers query the inbox once more.
     */
    public Uni<@Nullable InboxPosition> position(String user, UUID id) {
        return find(user, id)
                .map(event ->
                        event == null ? null : ProjectedNotification.of(event).position());
    }

    private Uni<@Nullable Event> find(String user, UUID id) {
        return database.run(ROOMS, Tuple.of(user)).chain(rows -> {
            List<Channel> channels = new ArrayList<>(List.of(Channel.user(user), Channel.EVERYONE));
            rows.forEach(row -> channels.add(Channel.room(row.getString(0))));
            return events.find(channels, id);
        });
    }
}
