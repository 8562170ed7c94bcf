package io.herald.presence;

import io.herald.access.Caller;
import io.herald.hub.DrainConfig;
import io.herald.hub.StreamConfig;
import io.herald.hub.transport.ConnectionListener;
import io.herald.limits.LimitsConfig;
import io.herald.limits.LimitsConfig.OnTooMany;
import io.herald.webhooks.HookEventType;
import io.herald.webhooks.HookRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tracks the connections of this instance and the rooms that they follow, and writes every change to Redis. */
@ApplicationScoped
class PresenceTracker implements ConnectionListener {

    private static final Logger LOG = Logger.getLogger(PresenceTracker.class);
    private static final Duration LEAST_ABSENCE = Duration.ofSeconds(5);
    private static final int MAX_CONCURRENT_WRITES = 64;

    private final PresenceStore store;
    private final ConnectionStore connectionStore;
    private final LimitsConfig limits;
    private final Duration absence;
    private final String instance;
    private final Clock clock;
    private final RoomConnectionCounts counts;
    private final Map<String, ConnectionEntry> connections = new ConcurrentHashMap<>();
    private final boolean tracksUsers;
    private final AtomicBoolean hasFailedWrites = new AtomicBoolean();

    @Inject
    PresenceTracker(
            PresenceStore store,
            ConnectionStore connectionStore,
            LimitsConfig limits,
            StreamConfig streams,
            DrainConfig drain,
            HookRegistry hooks,
            Clock clock) {
        this(
                UUID.randomUUID().toString(),
                store,
                connectionStore,
                limits,
                absence(drain.window().plus(streams.retry())),
                hooks,
                clock);
    }

    /**
     * @param instance the id of this instance, which no other instance has or had
     * @param absence the flap time: a shorter absence is not announced
     */
    PresenceTracker(
            String instance,
            PresenceStore store,
            ConnectionStore connectionStore,
            LimitsConfig limits,
            Duration absence,
            HookRegistry hooks,
            Clock clock) {
        this.instance = instance;
        this.store = store;
        this.counts = new RoomConnectionCounts(store, instance, this::markFailedWrite);
        this.connectionStore = connectionStore;
        this.limits = limits;
        this.absence = absence;
        this.clock = clock;
        this.tracksUsers = hooks.receivesAny(HookEventType.USER_ONLINE, HookEventType.USER_OFFLINE);
    }

    /** @param back the time in which a drained client returns */
    private static Duration absence(Duration back) {
        return back.compareTo(LEAST_ABSENCE) > 0 ? back : LEAST_ABSENCE;
    }

    String instance() {
        return instance;
    }

    /** Returns a comparison of the entries in one partition, which begins with the first. */
    EntryComparison comparison(int partition) {
        return new EntryComparison(partition, store, counts, absence);
    }

    /** Returns whether the connection belongs to this instance. */
    boolean has(String connection) {
        return connections.containsKey(connection);
    }

    /** Checks the limit only if it refuses the newest connection. With eviction, an older connection is closed instead. */
    @Override
    public Uni<Boolean> allowsConnection(Caller caller) {
        int most = limits.connectionsPerUser();
        return most == 0 || limits.onTooMany() == OnTooMany.EVICT
                ? Uni.createFrom().item(true)
                : connectionStore.connectionsOf(caller.id()).map(held -> held.size() < most);
    }

    @Override
    public void connected(String connection, Caller caller, Collection<String> rooms) {
        ConnectionEntry came = new ConnectionEntry(connection, caller.id(), clock.instant());
        connections.put(connection, came);
        came.rooms().addAll(rooms);
        note(connection, came);
        rooms.forEach(room -> counts.add(room, caller.id(), 1, absence));
        if (tracksUsers) {
            counts.add(PresenceStore.EVERYWHERE, caller.id(), 1, absence);
        }
    }

    @Override
    public void roomFollowed(String connection, Caller caller, String room) {
        ConnectionEntry known = connections.get(connection);
        if (known != null && known.rooms().add(room)) {
            note(connection, known);
            counts.add(room, caller.id(), 1, absence);
        }
    }

    @Override
    public void roomUnfollowed(String connection, Caller caller, String room) {
        ConnectionEntry known = connections.get(connection);
        if (known != null && known.rooms().remove(room)) {
            note(connection, known);
            counts.add(room, caller.id(), -1, Duration.ZERO);
        }
    }

    @Override
    public void disconnected(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {
        ConnectionEntry known = connections.remove(connection);
        if (known != null) {
            send(() -> connectionStore.remove(caller.id(), connection));
            Duration unannounced = goodbye ? Duration.ZERO : absence;
            known.rooms().forEach(room -> counts.add(room, caller.id(), -1, unannounced));
            if (tracksUsers) {
                counts.add(PresenceStore.EVERYWHERE, caller.id(), -1, unannounced);
            }
        }
    }

    /** Removes a stored connection that this instance does not have, or not any more. */
    void removeIfEnded(String connection, String user) {
        if (!has(connection)) {
            send(() -> connectionStore.remove(user, connection));
        }
    }

    /**
     * Records whether a person sees a connection of this instance.
     *
     * @return completes when Redis has the change; null if this instance has no such connection of the user
     */
    @Nullable
    Uni<Void> setVisible(String user, String connection, boolean visible) {
        ConnectionEntry known = connections.get(connection);
        if (known == null || !known.user().equals(user)) {
            return null;
        }
        known.setVisible(visible);
        return Uni.createFrom()
                .completionStage(() -> known.write(() -> noted(connection, known)))
                .onFailure()
                .invoke(this::markFailedWrite);
    }

    /** Adopts what another instance has recorded in Redis. A write in progress may replace it, so it is written again. */
    void recordVisible(String connection, boolean visible) {
        ConnectionEntry known = connections.get(connection);
        if (known != null && known.isVisible() != visible) {
            known.setVisible(visible);
            note(connection, known);
        }
    }

    private void note(String connection, ConnectionEntry known) {
        send(() -> Uni.createFrom().completionStage(known.write(() -> noted(connection, known))));
    }

    private Uni<Void> noted(String connection, ConnectionEntry known) {
        return connectionStore
                .register(known.user(), instance, connection, known.order(), known.describe(instance))
                .call(given -> {
                    known.setOrder(given);
                    // The connection may have closed meanwhile, and its removal may have overtaken this write.
                    return connections.containsKey(connection)
                            ? Uni.createFrom().voidItem()
                            : connectionStore.remove(known.user(), connection);
                })
                .replaceWithVoid();
    }

    /** Writes a change to Redis. If the write fails or throws, all entries are written again after the next lease renewal. */
    private void send(Supplier<Uni<?>> change) {
        Uni.createFrom()
                .deferred(() -> change.get().replaceWithVoid())
                .subscribe()
                .with(done -> {}, this::markFailedWrite);
    }

    private void markFailedWrite(Throwable failure) {
        hasFailedWrites.set(true);
        LOG.debugf("presence.update.failed reason=\"%s\"", failure.getMessage());
    }

    /** Returns and clears the mark that a write has failed since the last call. */
    boolean takeFailedWrite() {
        return hasFailedWrites.getAndSet(false);
    }

    /**
     * Writes all entries to Redis again, with at most {@link #MAX_CONCURRENT_WRITES} calls in progress: all calls at once would overload the
     * Redis connection, and fail again.
     */
    void setAll() {
        Multi<Uni<?>> entries = Multi.createFrom().iterable(counts.writeAll()).map(write -> write);
        Multi<Uni<?>> held =
                Multi.createFrom().iterable(List.copyOf(connections.keySet())).map(this::noted);
        Multi.createBy()
                .concatenating()
                .streams(entries, held)
                .onItem()
                .transformToUni(change -> change.onFailure()
                        .invoke(this::markFailedWrite)
                        .onFailure()
                        .recoverWithNull())
                .merge(MAX_CONCURRENT_WRITES)
                .subscribe()
                .with(said -> {});
    }

    /** Writes the state that a connection has on subscription. A connection that has closed meanwhile was removed separately. */
    private Uni<?> noted(String connection) {
        return Uni.createFrom().deferred(() -> {
            ConnectionEntry known = connections.get(connection);
            return known == null
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().completionStage(known.write(() -> noted(connection, known)));
        });
    }
}
