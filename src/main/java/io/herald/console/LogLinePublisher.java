package io.herald.console;

import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.log.EventLog;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.presence.PresenceQueries;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.logging.Logger;

/**
 * Publishes the log lines of this instance to a room while anyone follows it. Each line is one event with its level and
 * source, so that a client can join with a {@code where} filter and receive warnings only.
 */
@ApplicationScoped
class LogLinePublisher {

    static final String ROOM = "herald.logs";

    private static final String EVENT = "log";
    private static final Duration PERIOD = Duration.ofMillis(500);

    /** Publishes only the lines of this service: the log lines of libraries may contain payloads. */
    private static final Logger OWN_LOGGER = Logger.getLogger("io.herald");

    private final MonitoringRoom room;
    private final InstanceName instanceName;
    private final LogLineBuffer lines = new LogLineBuffer();
    private final PeriodicTasks tasks;
    private final Clock clock;

    LogLinePublisher(
            EventLog log, PresenceQueries presence, InstanceName instanceName, PeriodicTasks tasks, Clock clock) {
        this.room = new MonitoringRoom(ROOM, log, presence);
        this.instanceName = instanceName;
        this.tasks = tasks;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        OWN_LOGGER.addHandler(lines);
        tasks.start("console.log", TaskTiming.every(PERIOD), PeriodicWork.async(this::publish));
    }

    void stop(@Observes ShutdownEvent stopping) {
        OWN_LOGGER.removeHandler(lines);
    }

    /**
     * Publishes the buffered lines if anyone follows the room. Otherwise they stay buffered, so that a new follower
     * receives the most recent lines.
     */
    private Uni<?> publish() {
        return room.hasFollowers().invoke(hasFollowers -> {
            if (hasFollowers) {
                lines.drain().forEach(line -> room.publish(EVENT, json(line), null, clock));
            }
        });
    }

    private RawJson json(LogLineBuffer.Line line) {
        return new JsonWriter()
                .object()
                .field("instance", instanceName.name())
                .field("at", line.at())
                .field("level", line.level())
                .field("source", line.source())
                .field("text", line.text())
                .field("missed", line.missed())
                .endObject()
                .raw();
    }
}
