package io.herald.inbox;

import io.herald.database.Timestamps;
import io.herald.inbox.projection.UnprojectedItems;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.inbox.storage.InboxPosition;
import io.herald.log.EventLog;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Changes the state of inbox items, for all transports. Never blocks. Fails with a
 * {@link io.herald.problem.ProblemException}: not found if the notification is not in the user's inbox, unavailable if
 * PostgreSQL is. Appends an ephemeral {@code inbox.changed} for all connections of the user after each change.
 */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final String CHANGE =
            "SELECT unread, told, changed, known, ids FROM inbox_change($1, $2, $3::uuid[], $4, $5, $6, $7, $8)";

    private final InboxDatabase database;
    private final UnprojectedItems unprojectedItems;
    private final EventLog log;
    private final Clock clock;

    Inbox(InboxDatabase database, UnprojectedItems unprojectedItems, EventLog log, Clock clock) {
        this.database = database;
        this.unprojectedItems = unprojectedItems;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Changes one item.
     *
     * @param notification the id in any notation that {@link UUID#fromString} accepts; any other text fails as not found
     */
    public Uni<InboxChange> change(String user, String notification, ItemTransition itemTransition) {
        UUID id = id(notification);
        return change(user, id, itemTransition)
                .chain(first -> first.isInInbox()
                        ? appendChanged(user, first, itemTransition)
                        : unprojectedItems
                                .insert(user, id)
                                .chain(() -> change(user, id, itemTransition))
                                .chain(again -> {
                                    if (!again.isInInbox()) {
                                        throw notFound();
                                    }
                                    return appendChanged(user, again, itemTransition);
                                }));
    }

    /** Marks all items up to and including this one as read. */
    public Uni<InboxChange> readUpTo(String user, String notification) {
        UUID id = id(notification);
        return position(user, id)
                .chain(position -> orElse(position, () -> unprojectedItems.position(user, id)))
                .chain(position -> orElse(position, () -> position(user, id)))
                .onItem()
                .ifNull()
                .failWith(Inbox::notFound)
                .chain(position -> read(user, position, null));
    }

    private Uni<@Nullable InboxPosition> position(String user, UUID id) {
        String sql = "SELECT at, seq FROM inbox_item WHERE user_id = $1 AND notification_id = $2 AND state < 3";
        return database.run(sql, Tuple.of(user, id)).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            return new InboxPosition(row.getOffsetDateTime(0), row.getLong(1), id);
        });
    }

    private static Uni<@Nullable InboxPosition> orElse(
            @Nullable InboxPosition position, Supplier<Uni<@Nullable InboxPosition>> otherwise) {
        return position != null ? Uni.createFrom().item(position) : otherwise.get();
    }

    public Uni<InboxChange> readAll(String user) {
        return read(user, null, null);
    }

    public Uni<InboxChange> readCategory(String user, String category) {
        return read(user, null, category);
    }

    private Uni<InboxChange> read(String user, @Nullable InboxPosition upTo, @Nullable String category) {
        return change(user, ItemTransition.READ, null, upTo, category)
                .chain(change -> appendChanged(user, change, ItemTransition.READ));
    }

    private Uni<CommittedChange> change(String user, UUID id, ItemTransition itemTransition) {
        return change(user, itemTransition, new UUID[] {id}, null, null);
    }

    private Uni<CommittedChange> change(
            String user,
            ItemTransition itemTransition,
            UUID @Nullable [] ids,
            @Nullable InboxPosition upTo,
            @Nullable String category) {
        Tuple values = Tuple.tuple()
                .addString(user)
                .addString(itemTransition.value())
                .addArrayOfUUID(ids)
                .addOffsetDateTime(upTo == null ? null : upTo.at())
                .addLong(upTo == null ? null : upTo.seq())
                .addUUID(upTo == null ? null : upTo.id())
                .addString(category)
                .addOffsetDateTime(Timestamps.ofMillis(clock.millis()));
        return database.run(CHANGE, values)
                .map(rows -> CommittedChange.of(rows.iterator().next()));
    }

    private Uni<InboxChange> appendChanged(String user, CommittedChange change, ItemTransition itemTransition) {
        InboxChange changed = change.result();
        if (change.changedItems() == 0) {
            return Uni.createFrom().item(changed);
        }
        return log.append(InboxChangedEvent.append(user, changed, change.ids(), itemTransition, Instant.now(clock)))
                .onFailure()
                // The change is committed, so the call succeeds without the event. Pages contain the count as well.
                .invoke(failure -> LOG.debugf("inbox.event.dropped reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWith(changed);
    }

    private static UUID id(String notification) {
        try {
            return UUID.fromString(notification);
        } catch (IllegalArgumentException noId) {
            throw notFound();
        }
    }

    private static RuntimeException notFound() {
        return Problem.notFound("Your inbox does not contain this notification.")
                .asException();
    }
}
