package io.herald.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.access.Reception;
import io.herald.access.Reception.Way;
import io.herald.event.Channel;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;
import io.herald.log.Preferences;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Users' preferences: the truth in PostgreSQL, and its copy in Redis, where an append meets it. */
@ApplicationScoped
class PreferenceStore implements ControlListener {

    private static final Logger LOG = Logger.getLogger(PreferenceStore.class);
    private static final String KIND = "preferences";
    private static final byte[] DEFAULT = "{\"categories\":{}}".getBytes(UTF_8);
    private static final String ALL = "SELECT user_id, preferences FROM inbox_preference WHERE preferences <> $1";
    private static final long COPY_AGAIN_MS = 5_000;

    private final Mutiny.SessionFactory sessions;
    private final Database database;
    private final Preferences copy;
    private final EventLog log;
    private final Vertx vertx;

    PreferenceStore(Mutiny.SessionFactory sessions, Database database, Preferences copy, EventLog log, Vertx vertx) {
        this.sessions = sessions;
        this.database = database;
        this.copy = copy;
        this.log = log;
        this.vertx = vertx;
    }

    Uni<byte[]> of(String user) {
        return database.guard(sessions.withSession(session -> session.find(InboxPreference.class, user)))
                .map(found -> found == null ? DEFAULT : found.preferences.getBytes(UTF_8));
    }

    /** A call that failed half-way is completed by the next. */
    Uni<byte[]> put(String user, Reception reception) {
        byte[] json = reception.toJson();
        String[] muted = reception.categories().entrySet().stream()
                .filter(category -> category.getValue() == Way.MUTE)
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        InboxPreference preference = new InboxPreference(user, new String(json, UTF_8), muted);
        Channel channel = Channel.user(user);
        // What was for everyone or a room until now is judged by what the user wanted until now.
        return database.run("SELECT inbox_sync($1)", Tuple.of(user))
                .chain(() -> database.guard(sessions.withTransaction(session -> session.merge(preference))))
                .chain(() -> copy.hold(channel, reception.isDefault() ? null : preference.preferences))
                .chain(() -> log.tell(new Control(KIND, channel, "")))
                .replaceWith(json);
    }

    void start(@Observes StartupEvent started) {
        vertx.setTimer(COPY_AGAIN_MS, tick -> missed());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void heard(Control control) {
        // Whoever appends asks Redis, and whoever delivers hears of it there.
    }

    /** Redis may have lost the copies. */
    @Override
    public void missed() {
        database.run(ALL, Tuple.of(new String(DEFAULT, UTF_8)))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> copy.restore(Channel.user(row.getString(0)), row.getString(1)))
                .subscribe()
                .with(row -> {}, failure -> {
                    LOG.debugf("inbox.preferences.wait reason=\"%s\"", failure.getMessage());
                    vertx.setTimer(COPY_AGAIN_MS, tick -> missed());
                });
    }
}
