package io.herald.inbox.sent;

import io.herald.event.Channel;
import io.herald.inbox.projection.RemovalEvents;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.EventLog;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import io.herald.schedule.OutgoingNotification;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Withdraws notifications: cancels scheduled ones, and removes sent ones from inboxes and replay. */
@ApplicationScoped
class WithdrawalService {

    private static final Duration IDEMPOTENCY_RETENTION = Duration.ofHours(25);

    /** Sorted, so that a retry splits the append into the same chunks. */
    private static final String CHANNELS = """
        SELECT 'user:' || user_id FROM inbox_item WHERE notification_id = $1
            AND NOT EXISTS (SELECT 1 FROM broadcast WHERE notification_id = $1)
        UNION ALL
        SELECT coalesce('room:' || room, 'everyone') FROM broadcast WHERE notification_id = $1
        ORDER BY 1\
        """;

    private static final String MARK_WITHDRAWN = """
        INSERT INTO notification AS n (id, at, sender, content, withdrawn) VALUES ($1, $2, $3, '{}', true)
        ON CONFLICT (id) DO UPDATE SET withdrawn = true\
        """;

    /**
     * Waits for the transactions that create items of broadcasts; they hold this lock in shared mode. Each of them either saw
     * that the notification is withdrawn, or its items are visible to the following statements.
     */
    private static final String AWAIT_CONCURRENT_INSERTS =
            "SELECT pg_advisory_xact_lock(5182741) FROM broadcast WHERE notification_id = $1";

    /** State 3 is deleted: a tombstone, so that a repeated event does not create the item again. */
    private static final String DELETE_ITEMS =
            "UPDATE inbox_item SET state = 3 WHERE notification_id = $1 AND state < 3";

    private final InboxDatabase database;
    private final EventLog log;
    private final Schedule schedule;
    private final Withdrawals withdrawals;
    private final RemovalEvents removalEvents;

    WithdrawalService(
            InboxDatabase database,
            EventLog log,
            Schedule schedule,
            Withdrawals withdrawals,
            RemovalEvents removalEvents) {
        this.database = database;
        this.log = log;
        this.schedule = schedule;
        this.withdrawals = withdrawals;
        this.removalEvents = removalEvents;
    }

    /**
     * Each step is idempotent, so a retry completes a call that failed half-way. This method informs the users who have an item
     * when the notification is marked as withdrawn. For items that are still in the work queue, the projection sees the mark
     * and informs their users.
     */
    Uni<Void> withdraw(SentNotification sent) {
        return schedule.cancel(OutgoingNotification.taskId(sent.id().toString()))
                .chain(cancelled -> withdrawals.add(sent.id().toString()))
                .chain(() -> database.run(MARK_WITHDRAWN, Tuple.of(sent.id(), sent.at(), sent.sender())))
                .chain(() -> database.run(AWAIT_CONCURRENT_INSERTS, Tuple.of(sent.id())))
                .chain(() -> database.run(CHANNELS, Tuple.of(sent.id())))
                .chain(rows -> {
                    List<Channel> channels = new ArrayList<>();
                    rows.forEach(row -> channels.add(new Channel(row.getString(0))));
                    return channels.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : log.append(withdrawnAppend(sent, channels)).replaceWithVoid();
                })
                .chain(() -> database.run(DELETE_ITEMS, Tuple.of(sent.id())))
                .replaceWithVoid();
    }

    private Append withdrawnAppend(SentNotification sent, List<Channel> channels) {
        return removalEvents
                .withdrawal(sent.id(), sent.sender(), channels)
                .once(new Once("withdrawn:" + sent.id(), "withdrawn", IDEMPOTENCY_RETENTION));
    }
}
