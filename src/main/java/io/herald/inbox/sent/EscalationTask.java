package io.herald.inbox.sent;

import io.herald.event.Envelope;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.json.JsonWriter;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import io.herald.schedule.ScheduledEscalation;
import io.herald.webhooks.WebhookSender;
import io.herald.webhooks.WebhookSenders;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Handles a due escalation: checks whether the notification has been read, and calls the webhook if it has not. */
@ApplicationScoped
class EscalationTask implements Schedule.Task {

    private static final Logger LOG = Logger.getLogger(EscalationTask.class);
    private static final int MOST_NAMES = 100;

    private static final String STATE = """
        SELECT n.withdrawn OR n.escalated, n.sender,
            (SELECT count(*) FROM inbox_item AS i WHERE i.notification_id = n.id),
            (SELECT count(*) FROM inbox_item AS i WHERE i.notification_id = n.id AND i.read_at IS NOT NULL),
            ARRAY(SELECT i.user_id FROM inbox_item AS i WHERE i.notification_id = n.id
                AND i.state = 0 ORDER BY i.user_id LIMIT $2),
            EXISTS (SELECT 1 FROM broadcast AS b WHERE b.notification_id = n.id)
        FROM notification AS n WHERE n.id = $1\
        """;

    private final InboxDatabase database;
    private final Schedule schedule;
    private final Withdrawals withdrawals;
    private final WebhookSenders senders;
    private final Clock clock;

    EscalationTask(
            InboxDatabase database, Schedule schedule, Withdrawals withdrawals, WebhookSenders senders, Clock clock) {
        this.database = database;
        this.schedule = schedule;
        this.withdrawals = withdrawals;
        this.senders = senders;
        this.clock = clock;
    }

    @Override
    public String prefix() {
        return ScheduledEscalation.PREFIX;
    }

    @Override
    public Uni<Void> due(String id, byte[] content) {
        ScheduledEscalation order = ScheduledEscalation.parse(content);
        Optional<WebhookSender> sender = senders.escalation(order.webhook());
        if (sender.isEmpty() || withdrawals.contains(order.notification())) {
            return Uni.createFrom().voidItem();
        }
        return database.run(STATE, Tuple.of(UUID.fromString(order.notification()), MOST_NAMES))
                .chain(rows -> escalate(order, sender.get(), rows))
                .onFailure()
                .recoverWithUni(failure -> retry(id, order, failure));
    }

    private Uni<Void> escalate(ScheduledEscalation order, WebhookSender sender, RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Uni.createFrom().failure(InboxDatabase.unavailable());
        }
        Row row = rows.iterator().next();
        String[] unread = row.getArrayOfStrings(4);
        boolean isRead = unread.length == 0 && (!row.getBoolean(5) || row.getLong(3) > 0);
        if (row.getBoolean(0) || isRead) {
            return Uni.createFrom().voidItem();
        }
        JsonWriter json = new JsonWriter()
                .object()
                .field("type", "notification.unread")
                .field("timestamp", Envelope.time(clock.instant()))
                .name("data")
                .object()
                .field("id", order.notification())
                .field("from", row.getString(1))
                .field("recipients", row.getLong(2))
                .field("read", row.getLong(3))
                .name("unread")
                .array();
        for (String user : unread) {
            json.value(user);
        }
        byte[] body = json.endArray().endObject().endObject().toBytes();
        return Uni.createFrom()
                .completionStage(() -> sender.post("msg_" + order.notification(), body))
                .chain(answer -> answer.isAccepted()
                        ? database.run(
                                "UPDATE notification SET escalated = true WHERE id = $1",
                                Tuple.of(UUID.fromString(order.notification())))
                        : Uni.createFrom().failure(new IllegalStateException(answer.reason())))
                .replaceWithVoid();
    }

    private Uni<Void> retry(String id, ScheduledEscalation order, Throwable failure) {
        if (order.isLastAttempt()) {
            LOG.errorf("webhook.abandoned webhook=%s notification=%s", order.webhook(), order.notification());
            return database.run("SELECT hook_escalation_failed($1)", Tuple.of(UUID.fromString(order.notification())))
                    .replaceWithVoid();
        }
        LOG.warnf(
                "webhook.failed webhook=%s notification=%s attempt=%d reason=\"%s\"",
                order.webhook(), order.notification(), order.attempt(), failure.getMessage());
        return schedule.schedule(
                id, clock.instant().plus(order.pause()), order.next().toJson());
    }
}
