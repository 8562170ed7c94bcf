package io.herald.publish;

import io.herald.log.Schedule;
import io.herald.notification.EscalationOrder;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts on the schedule that somebody looks whether a notification has been read; the inbox does. */
@ApplicationScoped
class Escalations {

    private final Schedule schedule;

    Escalations(Schedule schedule) {
        this.schedule = schedule;
    }

    Uni<Void> expect(Draft draft) {
        Escalation escalation = draft.publication().notification().escalate();
        if (escalation == null) {
            return Uni.createFrom().voidItem();
        }
        EscalationOrder order = EscalationOrder.first(draft.id(), escalation.webhook());
        return schedule.put(order.taskId(), draft.at().plus(escalation.after()), order.toJson());
    }
}
