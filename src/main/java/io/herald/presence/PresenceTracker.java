package io.herald.presence;

import io.herald.access.Caller;
import io.herald.event.Envelope;
import io.herald.hub.DrainConfig;
import io.herald.hub.StreamConfig;
import io.herald.hub.transport.ConnectionListener;
import io.herald.json.JsonWriter;
import io.herald.limits.LimitsConfig;
import io.herald.limits.LimitsConfig.OnTooMany;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Who is connected to this instance, and in which rooms: counted here, and told to Redis as it changes. */
@ApplicationScoped
class PresenceTracker implements ConnectionListener {

    private static final Logger LOG = Logger.getLogger(PresenceTracker.class);
    private static final Duration LEAST_ABSENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 64;

    private record Connection(String user, Instant since, Set<String> rooms, AtomicLong order) {}

    private final ConnectionStore connectionStore;
    private final LimitsConfig limits;
    private final Duration absence;
    private final String instance = UUID.randomUUID().toString();
    private final Clock clock;
    private final RoomConnectionCounts counts;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private volatile boolean unsure;

    PresenceTracker(
            PresenceStore store,
            ConnectionStore connectionStore,
            LimitsConfig limits,
            StreamConfig streams,
            DrainConfig drain,
            Clock clock) {
        this.counts = new RoomConnectionCounts(store, instance, this::unsaid);
        this.connectionStore = connectionStore;
        this.limits = limits;
        Duration back = drain.window().plus(streams.retry());
        this.absence = back.compareTo(LEAST_ABSENCE) > 0 ? back : LEAST_ABSENCE;
        this.clock = clock;
    }

    String instance() {
        return instance;
    }

    /** Whether the connection is one of this instance. */
    boolean has(String connection) {
        return connections.containsKey(connection);
    }

    /** Only where the newest is refused: otherwise there always is, for an older one goes. */
    @Override
    public Uni<Boolean> hasRoomFor(Caller caller) {
        int most = limits.connectionsPerUser();
        return most == 0 || limits.onTooMany() == OnTooMany.EVICT
                ? Uni.createFrom().item(true)
                : connectionStore.of(caller.id()).map(held -> held.size() < most);
    }

    @Override
    public void came(String connection, Caller caller, Collection<String> rooms) {
        Connection came = new Connection(
                caller.id(), clock.instant(), ConcurrentHashMap.newKeySet(), new AtomicLong(ConnectionStore.NEW));
        connections.put(connection, came);
        came.rooms().addAll(rooms);
        note(connection, came);
        rooms.forEach(room -> counts.add(room, caller.id(), 1, absence));
    }

    @Override
    public void entered(String connection, Caller caller, String room) {
        Connection known = connections.get(connection);
        if (known != null && known.rooms().add(room)) {
            note(connection, known);
            counts.add(room, caller.id(), 1, absence);
        }
    }

    @Override
    public void left(String connection, Caller caller, String room) {
        Connection known = connections.get(connection);
        if (known != null && known.rooms().remove(room)) {
            note(connection, known);
            counts.add(room, caller.id(), -1, Duration.ZERO);
        }
    }

    @Override
    public void went(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {
        Connection known = connections.remove(connection);
        if (known != null) {
            send(() -> connectionStore.remove(caller.id(), connection));
            known.rooms().forEach(room -> counts.add(room, caller.id(), -1, goodbye ? Duration.ZERO : absence));
        }
    }

    private void note(String connection, Connection known) {
        send(() -> noted(connection, known));
    }

    private Uni<?> noted(String connection, Connection known) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("connection", connection)
                .field("instance", instance)
                .field("since", Envelope.time(known.since()))
                .name("rooms")
                .array();
        new TreeSet<>(known.rooms()).forEach(json::value);
        String spelled = json.endArray().endObject().raw().spelling();
        long order = known.order().get();
        return connectionStore
                .hold(known.user(), instance, connection, order, spelled)
                .call(given -> {
                    known.order().set(given);
                    // It may have gone meanwhile, and the word of that overtaken this one.
                    return connections.containsKey(connection)
                            ? Uni.createFrom().voidItem()
                            : connectionStore.remove(known.user(), connection);
                });
    }

    /** A change that Redis did not take, or that threw, is repeated when the lease is renewed. */
    private void send(Supplier<Uni<?>> change) {
        Uni.createFrom()
                .deferred(() -> change.get().replaceWithVoid())
                .subscribe()
                .with(done -> {}, this::unsaid);
    }

    private void unsaid(Throwable failure) {
        unsure = true;
        LOG.debug("presence.unsaid");
    }

    /** Whether something may not have reached Redis since this was asked last. */
    boolean takeUnsure() {
        boolean was = unsure;
        unsure = false;
        return was;
    }

    /** Says everything again, a little at a time: all of it at once would be too much for Redis' connection again. */
    void setAll() {
        Multi<Uni<?>> entries = Multi.createFrom().iterable(counts.writeAll()).map(write -> write);
        Multi<Uni<?>> held =
                Multi.createFrom().iterable(List.copyOf(connections.keySet())).map(this::noted);
        Multi.createBy()
                .concatenating()
                .streams(entries, held)
                .onItem()
                .transformToUni(change ->
                        change.onFailure().invoke(this::unsaid).onFailure().recoverWithNull())
                .merge(AT_ONCE)
                .subscribe()
                .with(said -> {});
    }

    /** As it is when its turn has come; of one that has gone it was told. */
    private Uni<?> noted(String connection) {
        return Uni.createFrom().deferred(() -> {
            Connection known = connections.get(connection);
            return known == null ? Uni.createFrom().voidItem() : noted(connection, known);
        });
    }
}
