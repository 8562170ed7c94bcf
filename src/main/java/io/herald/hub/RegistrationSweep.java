package io.herald.hub;

import io.herald.event.Channel;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.log.LogConfig.Tails;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Collectors;

/** Ends the registrations of users who have no connection to this instance any more. */
@ApplicationScoped
class RegistrationSweep {

    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Hub hub;
    private final EventLog log;
    private final LogConfig config;
    private final PeriodicTasks tasks;
    private final Duration period;

    @Inject
    RegistrationSweep(Hub hub, EventLog log, LogConfig config, PeriodicTasks tasks) {
        this(hub, log, config, tasks, PERIOD);
    }

    RegistrationSweep(Hub hub, EventLog log, LogConfig config, PeriodicTasks tasks, Duration period) {
        this.hub = hub;
        this.log = log;
        this.config = config;
        this.tasks = tasks;
        this.period = period;
    }

    void start(@Observes StartupEvent started) {
        if (config.tails() == Tails.ADDRESSED) {
            tasks.start("hub.registrations", TaskTiming.every(period), PeriodicWork.async(this::sweep));
        }
    }

    private Uni<?> sweep() {
        return hub.followed()
                .invoke(channels ->
                        log.retain(channels.stream().filter(Channel::isUser).collect(Collectors.toSet())));
    }
}
