package io.herald.inbox.preferences;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.inbox.storage.InboxDatabase;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.log.PreferenceCache;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.herald.preferences.NotificationPreferences;
import io.herald.preferences.NotificationPreferences.DeliveryMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Stores the preferences of users in PostgreSQL, the source of truth, and copies them to Redis, where each append reads them. */
@ApplicationScoped
class PreferenceStore implements ControlListener {

    private static final String KIND = "preferences";
    private static final byte[] DEFAULT = "{\"categories\":{}}".getBytes(UTF_8);
    private static final String ALL = "SELECT user_id, preferences FROM inbox_preference WHERE preferences <> $1";
    private static final Duration COPY_AGAIN = Duration.ofSeconds(5);

    private final Mutiny.SessionFactory sessions;
    private final InboxDatabase database;
    private final PreferenceCache copy;
    private final EventLog log;
    private final PeriodicTasks tasks;
    private volatile @Nullable PeriodicTask restoring;

    PreferenceStore(
            Mutiny.SessionFactory sessions,
            InboxDatabase database,
            PreferenceCache copy,
            EventLog log,
            PeriodicTasks tasks) {
        this.sessions = sessions;
        this.database = database;
        this.copy = copy;
        this.log = log;
        this.tasks = tasks;
    }

    Uni<byte[]> of(String user) {
        return database.guard(sessions.withSession(session -> session.find(StoredPreference.class, user)))
                .map(found -> found == null ? DEFAULT : found.preferences.getBytes(UTF_8));
    }

    /** Stores and copies the preferences. If a call fails half-way, a retry completes it. */
    Uni<byte[]> put(String user, NotificationPreferences notificationPreferences) {
        byte[] json = notificationPreferences.toJson();
        String[] muted = notificationPreferences.categories().entrySet().stream()
                .filter(category -> category.getValue() == DeliveryMode.MUTE)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        StoredPreference preference = new StoredPreference(user, new String(json, UTF_8), muted);
        Channel channel = Channel.user(user);
        // Creates the items of earlier broadcasts first, so that the previous preferences apply to them.
        return database.run("SELECT inbox_sync($1)", Tuple.of(user))
                .chain(() -> database.guard(sessions.withTransaction(session -> session.merge(preference))))
                .chain(() -> copy.put(channel, notificationPreferences.isDefault() ? null : preference.preferences))
                .chain(() -> log.send(new ControlMessage(KIND, channel, "")))
                .replaceWith(json);
    }

    void start(@Observes StartupEvent started) {
        restoring = tasks.start(
                "preferences.restore",
                TaskTiming.onRequest().first(COPY_AGAIN).retry(COPY_AGAIN),
                PeriodicWork.async(this::restoreAll));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        // Nothing is cached here: appends read the copy in Redis, and the hub listens to the same control message.
    }

    /** Restores the copies, which Redis may have lost. */
    @Override
    public void onMissed() {
        PeriodicTask started = restoring;
        if (started != null) {
            started.request();
        }
    }

    private Uni<Void> restoreAll() {
        return database.run(ALL, Tuple.of(new String(DEFAULT, UTF_8)))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> copy.putIfAbsent(Channel.user(row.getString(0)), row.getString(1)))
                .onItem()
                .ignoreAsUni();
    }
}
