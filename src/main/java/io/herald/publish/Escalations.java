package io.herald.publish;

import io.herald.json.JsonWriter;
import io.herald.log.Schedule;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Puts on the schedule that somebody looks whether a notification has been read; the inbox does. */
@ApplicationScoped
class Escalations {

    private static final String PREFIX = "escalation:";

    private final Schedule schedule;

    Escalations(Schedule schedule) {
        this.schedule = schedule;
    }

    Uni<Void> expect(Draft draft) {
        Escalation escalation = draft.publication().notification().escalate();
        if (escalation == null) {
            return Uni.createFrom().voidItem();
        }
        byte[] content = new JsonWriter()
                .object()
                .field("notification", draft.id())
                .field("webhook", escalation.webhook())
                .endObject()
                .toBytes();
        return schedule.put(PREFIX + draft.id(), draft.at().plus(escalation.after()), content);
    }
}
