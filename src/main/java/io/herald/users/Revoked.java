package io.herald.users;

import io.herald.access.Caller;
import io.herald.access.Revocations;
import io.herald.event.Channel;
import io.herald.hub.Ending;
import io.herald.hub.Hub;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * This instance's copy of all revocations, asked for every request. A hint brings a new one at once; PostgreSQL is read at
 * the start, now and then, and whenever hints may have been missed.
 */
@ApplicationScoped
class Revoked implements Revocations, ControlListener {

    static final String KIND = "revoke";

    private static final Logger LOG = Logger.getLogger(Revoked.class);
    private static final long EVERY_MS = 60_000;
    private static final long SOON_MS = 2_000;

    private final RevocationStore store;
    private final Hub hub;
    private final Vertx vertx;
    private final Map<String, Set<Revocation>> byUser = new ConcurrentHashMap<>();

    Revoked(RevocationStore store, Hub hub, Vertx vertx) {
        this.store = store;
        this.hub = hub;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        read();
    }

    @Override
    public boolean revoked(Caller caller) {
        Set<Revocation> own = byUser.get(caller.id());
        return own != null && own.stream().anyMatch(revocation -> revocation.covers(caller));
    }

    void add(Revocation revocation) {
        boolean isNew = byUser.computeIfAbsent(revocation.user(), user -> ConcurrentHashMap.newKeySet())
                .add(revocation);
        if (isNew) {
            hub.end(Channel.user(revocation.user()), revocation::covers, Ending.REVOKED);
        }
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void heard(Control control) {
        Revocation revocation = Revocation.parse(control.about().name(), control.detail());
        if (revocation != null) {
            add(revocation);
        }
    }

    @Override
    public void missed() {
        load().subscribe().with(done -> {}, away -> LOG.debug("revocations.unread"));
    }

    private Uni<Void> load() {
        return store.all()
                .invoke((List<Revocation> all) -> all.forEach(this::add))
                .replaceWithVoid();
    }

    private void read() {
        load().subscribe()
                .with(
                        done -> vertx.setTimer(EVERY_MS, timer -> read()),
                        away -> vertx.setTimer(SOON_MS, timer -> read()));
    }
}
