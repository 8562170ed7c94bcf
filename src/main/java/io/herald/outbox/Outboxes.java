package io.herald.outbox;

import io.herald.limits.Limits;
import io.herald.log.IdempotencyExpiry;
import io.herald.loop.FailureLogger;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.TaskTiming;
import io.herald.publish.channel.ChannelSender;
import io.herald.publish.notification.NotificationSender;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Starts a reader for each configured database. The databases do not affect each other, nor the rest of the service. */
@ApplicationScoped
public class Outboxes {

    private static final Logger LOG = Logger.getLogger(Outboxes.class);

    /** After the checks of the settings. */
    private static final int AFTER_CHECKS = 4;

    private static final Duration MEASURED_EVERY = Duration.ofSeconds(5);

    private final OutboxConfig config;
    private final TlsConfigurationRegistry tls;
    private final Vertx vertx;
    private final PeriodicTasks tasks;
    private final Limits limits;
    private final NotificationSender notifications;
    private final ChannelSender channels;
    private final IdempotencyExpiry expiry;
    private final OutboxMetrics metrics;
    private final FailureLogger failures = new FailureLogger(LOG);
    private final List<OutboxState> states = new CopyOnWriteArrayList<>();
    private final List<OutboxConnection> connections = new CopyOnWriteArrayList<>();

    Outboxes(
            OutboxConfig config,
            TlsConfigurationRegistry tls,
            Vertx vertx,
            PeriodicTasks tasks,
            Limits limits,
            NotificationSender notifications,
            ChannelSender channels,
            IdempotencyExpiry expiry,
            OutboxMetrics metrics) {
        this.config = config;
        this.tls = tls;
        this.vertx = vertx;
        this.tasks = tasks;
        this.limits = limits;
        this.notifications = notifications;
        this.channels = channels;
        this.expiry = expiry;
        this.metrics = metrics;
    }

    /** Returns the states of the databases, in the order of their names. */
    public List<OutboxState> states() {
        return states;
    }

    void start(@Observes @Priority(AFTER_CHECKS) StartupEvent started) {
        databases().forEach(this::start);
    }

    private List<OutboxDatabase> databases() {
        List<OutboxDatabase> databases = new ArrayList<>();
        try {
            config.databases().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> databases.add(OutboxDatabase.of(entry.getKey(), entry.getValue(), tls::get)));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("Herald does not start: " + wrong.getMessage());
        }
        return databases;
    }

    private void start(OutboxDatabase database) {
        OutboxState state = new OutboxState(database.name());
        states.add(state);
        metrics.register(state);
        ScanBound scanBound = new ScanBound();
        LogRowSender rowSender = new LogRowSender(database, notifications, channels, expiry);
        BatchSender batchSender = new BatchSender(rowSender, failure -> failures.failed("outbox.row.failed", failure));
        OutboxReader reader =
                new OutboxReader(database, connect(database), rowSender, batchSender, limits, scanBound, state);
        AtomicReference<PeriodicTask> reading = new AtomicReference<>();
        OutboxMonitor monitor = new OutboxMonitor(database, connect(database), scanBound, state, () -> {
            reader.wakeUp();
            reading.get().request();
        });
        TaskTiming timing = TaskTiming.every(database.poll()).immediately();
        reading.set(tasks.start("outbox." + database.name(), timing, late -> reader.run()));
        tasks.start(
                "outbox.monitor." + database.name(),
                TaskTiming.every(MEASURED_EVERY).immediately(),
                late -> monitor.run());
    }

    private OutboxConnection connect(OutboxDatabase database) {
        OutboxConnection connection = new OutboxConnection(vertx, database);
        connections.add(connection);
        return connection;
    }

    void stop(@Observes ShutdownEvent stopping) {
        connections.forEach(OutboxConnection::close);
    }
}
