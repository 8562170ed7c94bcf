package io.herald.publish.notification;

import io.herald.log.Schedule;
import io.herald.schedule.ScheduledEscalation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Schedules the check whether a notification has been read. The inbox performs the check. */
@ApplicationScoped
class EscalationScheduler {

    private final Schedule schedule;

    EscalationScheduler(Schedule schedule) {
        this.schedule = schedule;
    }

    Uni<Void> scheduleCheck(AcceptedNotification acceptedNotification) {
        Escalation escalation = acceptedNotification.notification().escalate();
        if (escalation == null) {
            return Uni.createFrom().voidItem();
        }
        ScheduledEscalation order = ScheduledEscalation.first(acceptedNotification.id(), escalation.webhook());
        return schedule.schedule(order.taskId(), acceptedNotification.at().plus(escalation.after()), order.toJson());
    }
}
