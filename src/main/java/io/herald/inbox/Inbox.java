package io.herald.inbox;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.preferences.QuietHoursSummary;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
    private static final String CHANGED = QuietHoursSummary.EVENT;

    private static final String CHANGE =
            "SELECT unread, told, changed, known, ids FROM inbox_change($1, $2, $3::uuid[], $4, $5, $6, $7, $8)";

    private final DatabaseCalls databaseCalls;
    private final Projection projection;
    private final UnprojectedLookup unprojectedLookup;
    private final EventLog log;
    private final Clock clock;

    Inbox(
            DatabaseCalls databaseCalls,
            Projection projection,
            UnprojectedLookup unprojectedLookup,
            EventLog log,
            Clock clock) {
        this.databaseCalls = databaseCalls;
        this.projection = projection;
        this.unprojectedLookup = unprojectedLookup;
        this.log = log;
        this.clock = clock;
    }

    /**
     * The result of a change.
     *
     * @param unread the number of the user's unread items
     * @param version increases with each change of the user's items
     */
    public record Changed(long unread, long version) {}

    /**
     * Changes one item.
     *
     * @param notification the id in any spelling that {@link UUID#fromString} accepts; any other text fails as not found
     */
    public Uni<Changed> change(String user, String notification, ItemTransition itemTransition) {
        UUID id = id(notification);
        return change(user, id, itemTransition)
                .chain(row -> row.getBoolean(3)
                        ? appendChanged(user, row, itemTransition)
                        : arrive(user, id)
                                .chain(() -> change(user, id, itemTransition))
                                .chain(again -> {
                                    if (!again.getBoolean(3)) {
                                        throw notFound();
                                    }
                                    return appendChanged(user, again, itemTransition);
                                }));
    }

    /** Marks all items up to and including this one as read. */
    public Uni<Changed> readUpTo(String user, String notification) {
        UUID id = id(notification);
        return arrived(user, id)
                .chain(position -> position != null ? Uni.createFrom().item(position) : justDelivered(user, id))
                .onItem()
                .ifNull()
                .failWith(Inbox::notFound)
                .chain(position -> read(user, position, null));
    }

    private Uni<@Nullable InboxPosition> arrived(String user, UUID id) {
        String sql = "SELECT at, seq FROM inbox_item WHERE user_id = $1 AND notification_id = $2 AND state < 3";
        return databaseCalls
                .run(sql, Tuple.of(user, id))
                .map(rows -> rows.size() > 0 ? position(rows.iterator().next(), id) : null);
    }

    private static InboxPosition position(Row row, UUID id) {
        return new InboxPosition(row.getOffsetDateTime(0), row.getLong(1), id);
    }

    private Uni<@Nullable InboxPosition> justDelivered(String user, UUID id) {
        return unprojectedLookup
                .find(user, id)
                .chain(event -> event != null
                        ? Uni.createFrom().item(NotificationRecord.of(event).position())
                        : arrived(user, id));
    }

    public Uni<Changed> readAll(String user) {
        return read(user, null, null);
    }

    public Uni<Changed> readCategory(String user, String category) {
        return read(user, null, category);
    }

    private Uni<Changed> read(String user, @Nullable InboxPosition upTo, @Nullable String category) {
        return change(user, ItemTransition.READ, null, upTo, category)
                .chain(row -> appendChanged(user, row, ItemTransition.READ));
    }

    private Uni<Row> change(String user, UUID id, ItemTransition itemTransition) {
        return change(user, itemTransition, new UUID[] {id}, null, null);
    }

    private Uni<Row> change(
            String user,
            ItemTransition itemTransition,
            UUID @Nullable [] ids,
            @Nullable InboxPosition upTo,
            @Nullable String category) {
        Tuple values = Tuple.tuple()
                .addString(user)
                .addString(itemTransition.spelled())
                .addArrayOfUUID(ids)
                .addOffsetDateTime(upTo == null ? null : upTo.at())
                .addLong(upTo == null ? null : upTo.seq())
                .addUUID(upTo == null ? null : upTo.id())
                .addString(category)
                .addOffsetDateTime(NotificationRecord.time(clock.millis()));
        return databaseCalls.run(CHANGE, values).map(rows -> rows.iterator().next());
    }

    /** Inserts the item with the statements of the projection, if the projection has not inserted it yet. */
    private Uni<Void> arrive(String user, UUID id) {
        return unprojectedLookup.find(user, id).chain(event -> {
            if (event == null) {
                return Uni.createFrom().voidItem();
            }
            ItemRows itemRows = new ItemRows();
            itemRows.add(event);
            return databaseCalls.guard(projection.insert(itemRows));
        });
    }

    private Uni<Changed> appendChanged(String user, Row row, ItemTransition itemTransition) {
        Changed changed = new Changed(row.getLong(0), row.getLong(1));
        if (row.getLong(2) == 0) {
            return Uni.createFrom().item(changed);
        }
        return log.append(event(user, changed, row.getArrayOfUUIDs(4), itemTransition))
                .onFailure()
                // The change is committed, so the call succeeds without the event. Pages contain the count as well.
                .invoke(failure -> LOG.debugf("inbox.event.dropped reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull()
                .replaceWith(changed);
    }

    private Append event(String user, Changed changed, UUID[] ids, ItemTransition itemTransition) {
        byte[] data = InboxChangedJson.of(changed, ids, itemTransition);
        byte[] body = Envelope.body(Instant.now(clock), user, data);
        return new Append(List.of(Channel.user(user)), CHANGED, body, EventAttributes.EPHEMERAL);
    }

    private static UUID id(String notification) {
        try {
            return UUID.fromString(notification);
        } catch (IllegalArgumentException noId) {
            throw notFound();
        }
    }

    private static RuntimeException notFound() {
        return Problem.notFound("There is no such notification in your inbox.").asException();
    }
}
