package io.herald.publish.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.Append.Push;
import io.herald.log.EventLog;
import io.herald.log.EventLog.Appended;
import io.herald.log.EventLog.SkippedUser;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import io.herald.preferences.NotificationPreferences;
import io.herald.preferences.NotificationPreferences.Decision;
import io.herald.preferences.NotificationPreferences.DeliveryMode;
import io.herald.publish.TimeBudget;
import io.herald.schedule.OutgoingNotification;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends notifications to the log according to the preferences of each recipient. The log appends for the recipients without
 * preferences and returns the others, which are usually few. This class decides whether those are delivered, only stored in the
 * inbox, dropped, or deferred until their quiet hours end.
 */
@ApplicationScoped
class NotificationDispatcher implements Schedule.Task {

    private final EventLog log;
    private final Schedule schedule;
    private final Withdrawals withdrawals;
    private final Clock clock;

    NotificationDispatcher(EventLog log, Schedule schedule, Withdrawals withdrawals, Clock clock) {
        this.log = log;
        this.schedule = schedule;
        this.withdrawals = withdrawals;
        this.clock = clock;
    }

    /**
     * Appends a notification. The append is issued before this method returns, so that the notifications of a batch keep their
     * order and share script calls.
     */
    Uni<Appended> send(OutgoingNotification outgoingNotification, TimeBudget timeBudget) {
        return timeBudget
                .limit(log.append(outgoingNotification.append()))
                .chain(done -> done.skipped().isEmpty()
                        ? Uni.createFrom().item(done)
                        : timeBudget
                                .limit(applyPreferences(outgoingNotification, done.skipped()))
                                .replaceWith(done));
    }

    /**
     * Puts a notification on the schedule.
     *
     * @return whether an earlier call with the same key has scheduled the notification
     */
    Uni<Boolean> schedule(OutgoingNotification outgoingNotification, TimeBudget timeBudget) {
        String id = OutgoingNotification.taskId(outgoingNotification.notification());
        Once once = outgoingNotification.append().once();
        return once == null
                ? timeBudget
                        .limit(schedule.schedule(id, outgoingNotification.at(), outgoingNotification.toJson()))
                        .replaceWith(false)
                : timeBudget
                        .limit(schedule.scheduleOnce(
                                id, outgoingNotification.at(), outgoingNotification.toJson(), once))
                        .map(added -> !added);
    }

    private Uni<Void> applyPreferences(OutgoingNotification outgoingNotification, List<SkippedUser> skipped) {
        List<Channel> pushed = new ArrayList<>();
        List<Channel> kept = new ArrayList<>();
        List<Uni<?>> all = new ArrayList<>();
        for (SkippedUser one : skipped) {
            Decision decision = NotificationPreferences.read(one.preferences().getBytes(UTF_8))
                    .decide(
                            outgoingNotification.category(),
                            outgoingNotification.critical(),
                            outgoingNotification.at());
            if (decision.until() != null) {
                kept.add(one.user());
                all.add(deferUntil(outgoingNotification, one.user(), decision.until()));
            } else if (decision.mode() == DeliveryMode.PUSH) {
                pushed.add(one.user());
            } else if (decision.mode() == DeliveryMode.INBOX_ONLY) {
                kept.add(one.user());
            }
        }
        if (!pushed.isEmpty()) {
            all.add(log.append(part(outgoingNotification, pushed, ":pushed").push(Push.ALWAYS)));
        }
        if (!kept.isEmpty() && outgoingNotification.append().work()) {
            all.add(log.append(part(outgoingNotification, kept, ":kept").push(Push.NEVER)));
        }
        return all.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(all.stream().map(Uni::replaceWithVoid).toList())
                        .andFailFast()
                        .replaceWithVoid();
    }

    private static Append part(OutgoingNotification outgoingNotification, List<Channel> users, String suffix) {
        Append whole = outgoingNotification.append().to(users);
        Once once = whole.once();
        return once == null ? whole : whole.once(new Once(once.key() + suffix, once.fingerprint(), once.remembered()));
    }

    /**
     * Defers the delivery to one user until the end of the quiet hours. The inbox stores the notification immediately. The
     * user's preferences are evaluated again when it is due: the user may have muted the category or extended the quiet hours.
     */
    private Uni<Void> deferUntil(OutgoingNotification outgoingNotification, Channel user, Instant until) {
        Append alone = outgoingNotification
                .append()
                .to(List.of(user))
                .push(Push.UNLESS_HELD)
                .withoutWork();
        String id = OutgoingNotification.taskId(outgoingNotification.notification(), user, until);
        return schedule.schedule(
                id, until, outgoingNotification.with(alone).at(until).toJson());
    }

    @Override
    public String prefix() {
        return OutgoingNotification.PREFIX;
    }

    @Override
    public Uni<Void> due(String id, byte[] content) {
        OutgoingNotification outgoingNotification =
                OutgoingNotification.parse(content).once(id);
        boolean needless = outgoingNotification.append().eventAttributes().expiresAt() <= clock.millis()
                || withdrawals.contains(outgoingNotification.notification());
        return needless
                ? Uni.createFrom().voidItem()
                : send(outgoingNotification, TimeBudget.unlimited()).replaceWithVoid();
    }
}
