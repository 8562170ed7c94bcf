package io.herald.publish.notification;

import io.herald.event.NameSyntax;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.log.EventLog.Appended;
import io.herald.log.IdempotencyRecords;
import io.herald.log.LogConfig;
import io.herald.log.LogTraces;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.publish.CallSize;
import io.herald.publish.IdempotencyKeyHeader;
import io.herald.publish.TimeBudget;
import io.herald.publish.notification.PublishResult.Accepted;
import io.herald.publish.notification.PublishResult.Rejected;
import io.herald.schedule.OutgoingNotification;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** Accepts notifications and appends them to the log, which is the only path to a client. */
@ApplicationScoped
class Publisher {

    private static final Rejected OTHER_CONTENT =
            new Rejected(Problem.conflict("The key was used for a different notification. Use a new key."));

    private static final Rejected TOO_LATE = new Rejected(
            Problem.conflict("The first attempt was too long ago: the notification may have reached its recipients."));

    private static final Rejected SERVICE_ROOM =
            new Rejected(Problem.forbidden("Rooms whose names begin with 'herald.' are reserved for the service."));

    private static final Logger LOG = Logger.getLogger(Publisher.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final IdempotencyRecords idempotencyRecords;
    private final LimitsConfig config;
    private final LogConfig logConfig;
    private final Limits limits;
    private final NotificationDispatcher notificationDispatcher;
    private final EscalationScheduler escalationScheduler;
    private final LogTraces traces;
    private final Clock clock;
    private final NotificationIds ids;

    Publisher(
            IdempotencyRecords idempotencyRecords,
            LimitsConfig config,
            LogConfig logConfig,
            Limits limits,
            NotificationDispatcher notificationDispatcher,
            EscalationScheduler escalationScheduler,
            LogTraces traces,
            Clock clock) {
        this.notificationDispatcher = notificationDispatcher;
        this.escalationScheduler = escalationScheduler;
        this.traces = traces;
        this.idempotencyRecords = idempotencyRecords;
        this.config = config;
        this.logConfig = logConfig;
        this.limits = limits;
        this.clock = clock;
        this.ids = new NotificationIds(clock::millis);
    }

    /** Publishes a notification. Fails with a {@link ProblemException} if it was refused or could not be appended. */
    Uni<Accepted> publish(Notification notification) {
        return publish(List.of(notification)).map(outcomes -> {
            if (outcomes.get(0) instanceof Rejected rejected) {
                throw rejected.problem().asException();
            }
            return (Accepted) outcomes.get(0);
        });
    }

    /** Publishes notifications and returns their results, in the same order. The returned {@code Uni} never fails. */
    Uni<List<PublishResult>> publish(List<Notification> notifications) {
        return publish(notifications, timeBudget());
    }

    private TimeBudget timeBudget() {
        return TimeBudget.start(logConfig.timeout());
    }

    Uni<List<PublishResult>> publish(List<Notification> notifications, TimeBudget timeBudget) {
        CallSize callSize = new CallSize(config, limits);
        Instant now = clock.instant();
        String trace = traces.current();
        List<AcceptanceResult> admitted = notifications.stream()
                .map(notification ->
                        AcceptedNotification.of(notification, IdempotencyRecordValue.of(ids.next(), now), trace))
                .map(acceptedNotification ->
                        targetsServiceRoom(acceptedNotification) ? SERVICE_ROOM : check(acceptedNotification, callSize))
                .toList();
        return claim(admitted, timeBudget).chain(claimed -> append(claimed, timeBudget));
    }

    private static AcceptanceResult check(AcceptedNotification notification, CallSize callSize) {
        OutgoingNotification outgoing = notification.outgoingNotification();
        Problem problem = callSize.problem(outgoing.append().body().length, outgoing.recipients());
        return problem == null ? notification : new Rejected(problem);
    }

    private static boolean targetsServiceRoom(AcceptedNotification acceptedNotification) {
        return acceptedNotification.notification().to() instanceof NotificationTarget.Room room
                && NameSyntax.isServiceRoom(room.name());
    }

    /** Claims the idempotency keys. A notification with a claimed key gets the id and the time of the first call. */
    private Uni<List<AcceptanceResult>> claim(List<AcceptanceResult> admitted, TimeBudget timeBudget) {
        boolean anyKey = admitted.stream().anyMatch(Publisher::hasKey);
        return anyKey
                ? all(admitted.stream().map(one -> claim(one, timeBudget)).toList())
                : Uni.createFrom().item(admitted);
    }

    private static boolean hasKey(AcceptanceResult decision) {
        return decision instanceof AcceptedNotification acceptedNotification
                && acceptedNotification.notification().key() != null;
    }

    private Uni<AcceptanceResult> claim(AcceptanceResult decision, TimeBudget timeBudget) {
        if (!(decision instanceof AcceptedNotification acceptedNotification)
                || acceptedNotification.notification().key() == null) {
            return Uni.createFrom().item(decision);
        }
        IdempotencyKey key = acceptedNotification.notification().key();
        return timeBudget
                .limit(idempotencyRecords.claim(
                        key.hash(),
                        key.fingerprint(),
                        acceptedNotification.acceptance().toText(),
                        key.remembered()))
                .<AcceptanceResult>map(claim -> claim.sameContent()
                        ? repeat(acceptedNotification, key, IdempotencyRecordValue.parse(claim.value()))
                        : OTHER_CONTENT)
                .onFailure()
                .recoverWithItem(Publisher::rejected);
    }

    /**
     * Continues an earlier attempt under its id. A key may be remembered for longer than the parts of its notification; after that
     * a repeated append could not tell which of them were appended.
     */
    private static AcceptanceResult repeat(
            AcceptedNotification notification, IdempotencyKey key, IdempotencyRecordValue first) {
        Instant partsExpire = first.at().plus(IdempotencyKeyHeader.LIFETIME);
        boolean tooLate = key.remembered().compareTo(IdempotencyKeyHeader.LIFETIME) > 0
                && partsExpire.isBefore(notification.acceptance().at());
        return tooLate ? TOO_LATE : notification.under(first);
    }

    private Uni<List<PublishResult>> append(List<AcceptanceResult> admitted, TimeBudget timeBudget) {
        return all(admitted.stream().map(one -> append(one, timeBudget)).toList());
    }

    private Uni<PublishResult> append(AcceptanceResult decision, TimeBudget timeBudget) {
        if (!(decision instanceof AcceptedNotification acceptedNotification)) {
            return Uni.createFrom().item((Rejected) decision);
        }
        Uni<Boolean> repeated = acceptedNotification.isScheduled()
                ? notificationDispatcher.schedule(acceptedNotification.outgoingNotification(), timeBudget)
                : notificationDispatcher
                        .send(acceptedNotification.outgoingNotification(), timeBudget)
                        .map(Appended::repeated);
        return repeated.call(was -> timeBudget.limit(escalationScheduler.scheduleCheck(acceptedNotification)))
                .<PublishResult>map(was -> new Accepted(acceptedNotification.id(), was))
                .onFailure()
                .recoverWithItem(Publisher::rejected);
    }

    private static <T> Uni<List<T>> all(List<Uni<T>> each) {
        return each.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(each).andFailFast();
    }

    private static Rejected rejected(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return new Rejected(known.problem());
        }
        LOG.errorf("publish.failed reason=\"%s\"", failure.getMessage());
        return new Rejected(Problem.unavailable("The event log cannot accept the event. Retry later.", RETRY_AFTER));
    }
}
