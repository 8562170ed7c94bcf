package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A copy in memory of what Redis remembers of them; hints bring what is new. */
@ApplicationScoped
class WithdrawnNotifications implements Withdrawals, ControlListener {

    private static final String KIND = "withdrawn";
    private static final long FIRST_LOAD_MS = 200;
    private static final long RELOAD_MS = 60_000;
    private static final int MANY = 100_000;

    private final RedisEventLog log;
    private final LogConfig config;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Long> since = new ConcurrentHashMap<>();

    WithdrawnNotifications(RedisEventLog log, LogConfig config) {
        this.log = log;
        this.config = config;
    }

    void start(@Observes StartupEvent started, Vertx vertx) {
        vertx.setPeriodic(RELOAD_MS, tick -> missed());
        vertx.setTimer(FIRST_LOAD_MS, tick -> load(vertx));
    }

    private void load(Vertx vertx) {
        log.withdrawn()
                .onSuccess(all -> all.forEach(this::remember))
                .onFailure(away -> vertx.setTimer(FIRST_LOAD_MS, again -> load(vertx)));
    }

    @Override
    public boolean contains(Event event) {
        String subject = event.traits().subject();
        return subject != null && !since.isEmpty() && since.containsKey(subject);
    }

    @Override
    public boolean contains(String notification) {
        return since.containsKey(notification);
    }

    @Override
    public Uni<Void> add(String notification) {
        return UniHelper.toUni(log.withdraw(notification, clock.millis()))
                .chain(() -> log.tell(new Control(KIND, Channel.EVERYONE, notification)))
                .invoke(() -> remember(notification));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void heard(Control control) {
        remember(control.detail());
    }

    @Override
    public void missed() {
        log.withdrawn().onSuccess(all -> all.forEach(this::remember));
    }

    private void remember(String notification) {
        if (since.size() >= MANY) {
            long oldest = clock.millis() - config.retention().toMillis();
            since.values().removeIf(time -> time < oldest);
        }
        since.putIfAbsent(notification, clock.millis());
    }
}
