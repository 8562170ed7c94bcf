package io.herald.redis;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.log.Withdrawals;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the withdrawn notifications in memory. Loads them from Redis at startup and every 60 s; control messages add
 * new ones in between.
 */
@ApplicationScoped
class WithdrawalCache implements Withdrawals, ControlListener {

    private static final String KIND = "withdrawn";
    private static final Duration RELOAD = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final int PRUNE_THRESHOLD = 100_000;

    private final RedisWithdrawalStore store;
    private final EventLog log;
    private final LogConfig config;
    private final PeriodicTasks tasks;
    private final Clock clock;
    private final Map<String, Long> withdrawnAt = new ConcurrentHashMap<>();
    private volatile @Nullable PeriodicTask load;

    WithdrawalCache(RedisWithdrawalStore store, EventLog log, LogConfig config, PeriodicTasks tasks, Clock clock) {
        this.store = store;
        this.log = log;
        this.config = config;
        this.tasks = tasks;
        this.clock = clock;
    }

    void start(@Observes StartupEvent started) {
        load = tasks.start(
                "withdrawals.load", TaskTiming.every(RELOAD).first(RETRY).retry(RETRY), PeriodicWork.async(this::load));
    }

    private Uni<Void> load() {
        return UniHelper.toUni(store.all())
                .invoke(all -> all.forEach(this::remember))
                .replaceWithVoid();
    }

    @Override
    public boolean contains(Event event) {
        String subject = event.eventAttributes().subject();
        return subject != null && !withdrawnAt.isEmpty() && withdrawnAt.containsKey(subject);
    }

    @Override
    public boolean contains(String notification) {
        return withdrawnAt.containsKey(notification);
    }

    @Override
    public Uni<Void> add(String notification) {
        return UniHelper.toUni(store.add(notification, clock.millis()))
                .chain(() -> log.send(new ControlMessage(KIND, Channel.EVERYONE, notification)))
                .invoke(() -> remember(notification));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        remember(controlMessage.detail());
    }

    @Override
    public void onMissed() {
        PeriodicTask started = load;
        // Before startup there is no task to request: its first run loads all of them.
        if (started != null) {
            started.request();
        }
    }

    private void remember(String notification) {
        if (withdrawnAt.size() >= PRUNE_THRESHOLD) {
            long oldest = clock.millis() - config.retention().toMillis();
            withdrawnAt.values().removeIf(time -> time < oldest);
        }
        withdrawnAt.putIfAbsent(notification, clock.millis());
    }
}
