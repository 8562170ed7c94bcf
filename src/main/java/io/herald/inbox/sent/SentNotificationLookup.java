package io.herald.inbox.sent;

import io.herald.access.Caller;
import io.herald.database.Timestamps;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.log.Schedule;
import io.herald.log.WorkQueue;
import io.herald.problem.Problem;
import io.herald.schedule.OutgoingNotification;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks up accepted notifications for their senders and for administrators. */
@ApplicationScoped
class SentNotificationLookup {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private static final int LOOKS = 40;

    private static final String FIND = "SELECT sender, at, withdrawn, escalated FROM notification WHERE id = $1";

    private final InboxDatabase database;
    private final Schedule schedule;
    private final WorkQueue queue;

    SentNotificationLookup(InboxDatabase database, Schedule schedule, WorkQueue queue) {
        this.database = database;
        this.schedule = schedule;
        this.queue = queue;
    }

    /** Fails as not found if the caller is neither sender nor administrator, so that ids of others are not disclosed. */
    Uni<SentNotification> find(String notification, Caller caller) {
        UUID id = id(notification);
        return find(id, LOOKS).map(found -> {
            if (found == null || !found.sender().equals(caller.id()) && !caller.isAdmin()) {
                throw notFound();
            }
            return found;
        });
    }

    /** Repeats the lookup, because the projection may not have inserted a recently accepted notification yet. */
    private Uni<@Nullable SentNotification> find(UUID id, int looks) {
        return findOnce(id).chain(found -> found != null ? Uni.createFrom().item(found) : retryFind(id, looks));
    }

    private Uni<@Nullable SentNotification> retryFind(UUID id, int looks) {
        return queue.backlog().chain(backlog -> {
            if (backlog.entries() == 0 && looks < LOOKS) {
                return findOnce(id);
            }
            if (looks == 0) {
                return Uni.createFrom().failure(InboxDatabase.unavailable());
            }
            return Uni.createFrom().voidItem().onItem().delayIt().by(LOOK_AGAIN).chain(() -> find(id, looks - 1));
        });
    }

    private Uni<@Nullable SentNotification> findOnce(UUID id) {
        return database.run(FIND, Tuple.of(id))
                .chain(rows -> rows.size() > 0
                        ? Uni.createFrom().item(sent(id, rows.iterator().next()))
                        : schedule.find(OutgoingNotification.taskId(id.toString()))
                                .map(content -> content == null ? null : scheduled(id, content)));
    }

    private static SentNotification sent(UUID id, Row row) {
        return new SentNotification(
                id, row.getString(0), row.getOffsetDateTime(1), false, row.getBoolean(2), row.getBoolean(3));
    }

    private static SentNotification scheduled(UUID id, byte[] content) {
        long accepted = id.getMostSignificantBits() >>> 16;
        return new SentNotification(
                id, OutgoingNotification.parse(content).sender(), Timestamps.ofMillis(accepted), true, false, false);
    }

    private static UUID id(String notification) {
        try {
            return UUID.fromString(notification);
        } catch (IllegalArgumentException noId) {
            throw notFound();
        }
    }

    private static RuntimeException notFound() {
        return Problem.notFound("You have not sent a notification with this id.")
                .asException();
    }
}
