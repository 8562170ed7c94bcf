package io.herald.publish.notification;

import io.herald.edge.RequestBodies;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.log.EventLog;
import io.herald.log.IdempotencyRecords;
import io.herald.log.LogConfig;
import io.herald.log.LogTraces;
import io.herald.log.Schedule;
import io.herald.log.Withdrawals;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** Creates calls that publish to another log than that of the service. */
@ApplicationScoped
public class NotificationCalls {

    private final NotificationReader reader;
    private final RequestBodies bodies;
    private final Limits limits;
    private final LimitsConfig limitsConfig;
    private final LogConfig logConfig;
    private final LogTraces traces;
    private final Schedule schedule;
    private final Withdrawals withdrawals;
    private final Clock clock;

    NotificationCalls(
            NotificationReader reader,
            RequestBodies bodies,
            Limits limits,
            LimitsConfig limitsConfig,
            LogConfig logConfig,
            LogTraces traces,
            Schedule schedule,
            Withdrawals withdrawals,
            Clock clock) {
        this.reader = reader;
        this.bodies = bodies;
        this.limits = limits;
        this.limitsConfig = limitsConfig;
        this.logConfig = logConfig;
        this.traces = traces;
        this.schedule = schedule;
        this.withdrawals = withdrawals;
        this.clock = clock;
    }

    /** Returns the call on this log. Notifications that are due later, or escalate, still use the schedule of the service. */
    public NotificationCall on(EventLog log, IdempotencyRecords records) {
        Publisher publisher = new Publisher(
                records,
                limitsConfig,
                logConfig,
                limits,
                new NotificationDispatcher(log, schedule, withdrawals, clock),
                new EscalationScheduler(schedule),
                traces,
                clock);
        return new NotificationResource(publisher, reader, new NotificationBatch(publisher, reader), limits, bodies)
                ::publish;
    }
}
