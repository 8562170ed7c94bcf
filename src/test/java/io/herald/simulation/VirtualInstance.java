package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.Hub;
import io.herald.hub.HubAssembly;
import io.herald.hub.RoomAccessReview;
import io.herald.hub.SubscriptionAuthorizer;
import io.herald.hub.filters.PreferenceFilters;
import io.herald.hub.filters.PreferenceFiltersAssembly;
import io.herald.hub.transport.ConnectionListener;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.log.LogConfig.Tails;
import io.herald.loop.EventLoops;
import io.herald.loop.PeriodicTasks;
import io.herald.presence.PresenceAssembly;
import io.herald.redis.LogAssembly;
import io.herald.redis.tail.InstanceTail;
import io.herald.rooms.RoomsAssembly;
import io.herald.simulation.loop.Host;
import io.herald.simulation.server.SimulatedServers;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One instance of the service: the real log, hub, rooms and presence on simulated loops. */
final class VirtualInstance {

    private static final long MISSED_DELAY_MS = 500;

    /** The longest time between two sweeps of the registrations. */
    static final int LONGEST_SWEEP_MS = 3_500;

    private static final int SHORTEST_SWEEP_MS = 500;

    /** The flap time, longer than a drain and the return of a client. */
    private static final Duration ABSENCE = Duration.ofMillis(2_500);

    private final World world;
    private final Host host;
    private final LogAssembly log;
    private final Hub hub;
    private final RoomsAssembly rooms;
    private final RoomAccessReview review;
    private final SubscriptionAuthorizer authorizer;
    private final boolean addressed;
    private final Duration lease;
    private final Map<String, VirtualSocket> sockets = new TreeMap<>();

    private long killedAt;

    /** @param number identifies the instance among all that the simulation has started */
    VirtualInstance(World world, int number) {
        this.world = world;
        this.host =
                new Host(world.scheduler, number, 1 + world.scheduler.random().nextInt(2));
        InstantSource now = () -> Instant.ofEpochMilli(world.scheduler.millis());
        Clock clock = now.withZone(ZoneOffset.UTC);
        List<ForwardingListener> listeners =
                List.of(new ForwardingListener("rooms"), new ForwardingListener("surplus"));
        // One of eight instances differs, as during a rolling change of the setting.
        Tails tails = world.settings.tails();
        Tails others = tails == Tails.SHARED ? Tails.ADDRESSED : Tails.SHARED;
        LogConfig settings = world.settings.withTails(host.random(8) == 0 ? others : tails);
        this.addressed = settings.tails() == Tails.ADDRESSED;
        this.lease = Duration.ofMillis(1_500 + host.random(6_000));
        this.log = new LogAssembly(
                host.loops().stream().map(loop -> world.contexts.on(host, loop)).toList(),
                new SimulatedServers(world.redis, host),
                settings,
                new InstanceTail("i" + number, lease),
                List.copyOf(listeners),
                action -> host.loop(0).schedule(action, MISSED_DELAY_MS, TimeUnit.MILLISECONDS),
                clock);
        EventLog port = world.defect.log(log.log());
        AtomicInteger next = new AtomicInteger();
        PeriodicTasks tasks =
                world.defect.tasks(() -> EventLoops.of(host.loop(next.getAndIncrement()), world.scheduler::nanoTime));
        this.rooms = new RoomsAssembly(
                user -> world.database.roomsOf(host, user),
                port,
                log.fallbackValues(),
                world.scheduler::nanoTime,
                clock);
        PresenceAssembly presence = new PresenceAssembly(
                "i" + number,
                port,
                log.scripts(),
                new PresenceAssembly.Settings(world.settings, world.settings, ABSENCE, world.settings),
                clock);
        HubAssembly assembly = new HubAssembly(
                port,
                world.settings,
                new HubAssembly.Environment(
                        clock, world.scheduler::nanoTime, host::random, () -> new RandomTimeSlice(host)),
                new Connections(world.defect.connections(presence.connectionListener())),
                rooms.policy());
        this.hub = assembly.hub();
        this.review = assembly.review();
        PreferenceFilters filters = PreferenceFiltersAssembly.start(log.preferences(), tasks);
        this.authorizer = assembly.authorizer(World.limits(world.settings), world.settings, filters);
        listeners.get(0).forwardTo(world.defect.rooms(rooms.start(hub, review, tasks)));
        listeners.get(1).forwardTo(presence.limiter(hub, World.limits(world.settings)));
        presence.start(tasks, host::random);
        assembly.startSweep(
                settings,
                tasks,
                Duration.ofMillis(SHORTEST_SWEEP_MS + host.random(LONGEST_SWEEP_MS - SHORTEST_SWEEP_MS)));
        host.loop(0).execute(assembly::start);
    }

    /** Passes the connections on, and informs the socket of the channels that it follows. */
    private final class Connections implements ConnectionListener {
        private final ConnectionListener presence;

        Connections(ConnectionListener presence) {
            this.presence = presence;
        }

        @Override
        public Uni<Boolean> allowsConnection(Caller caller) {
            return presence.allowsConnection(caller);
        }

        @Override
        public void connected(String connection, Caller caller, Collection<String> names) {
            presence.connected(connection, caller, names);
        }

        @Override
        public void roomFollowed(String connection, Caller caller, String room) {
            sockets.get(connection).followed(Channel.room(room));
            presence.roomFollowed(connection, caller, room);
        }

        @Override
        public void roomUnfollowed(String connection, Caller caller, String room) {
            sockets.get(connection).unfollowed(Channel.room(room));
            presence.roomUnfollowed(connection, caller, room);
        }

        @Override
        public void disconnected(String connection, Caller caller, Collection<String> names, boolean goodbye) {
            presence.disconnected(connection, caller, names, goodbye);
        }
    }

    Host host() {
        return host;
    }

    LogAssembly log() {
        return log;
    }

    EventLog events() {
        return log.log();
    }

    Hub hub() {
        return hub;
    }

    RoomsAssembly rooms() {
        return rooms;
    }

    RoomAccessReview review() {
        return review;
    }

    SubscriptionAuthorizer authorizer() {
        return authorizer;
    }

    boolean followsAddressedTails() {
        return addressed;
    }

    /** Returns how long Redis stores the tail of this instance after the instance has stopped. */
    Duration lease() {
        return lease;
    }

    long killedAt() {
        return killedAt;
    }

    /** @param user the channel of the user */
    boolean hasConnectionOf(String user) {
        return sockets.values().stream()
                .anyMatch(socket -> Channel.user(socket.client().user()).key().equals(user));
    }

    Collection<VirtualSocket> sockets() {
        return List.copyOf(sockets.values());
    }

    void opened(VirtualSocket socket) {
        sockets.put(socket.connection(), socket);
    }

    void closed(VirtualSocket socket) {
        sockets.remove(socket.connection());
    }

    boolean isAlive() {
        return host.isAlive();
    }

    long bit() {
        return 1L << (host.number() % 63);
    }

    void kill() {
        for (int partition = 0; partition < world.settings.partitions(); partition++) {
            var birth = world.redis.stored().birth(partition);
            world.ledger.killed(bit(), partition, birth == null ? io.herald.event.EventId.ZERO : birth);
        }
        host.kill();
        killedAt = world.scheduler.nanoTime();
        world.waiters.killed(host.number());
        world.redis.cut(host.number());
        sockets().forEach(VirtualSocket::hostKilled);
        sockets.clear();
    }

    /** Passes control messages to a listener that is created after the log. */
    private static final class ForwardingListener implements ControlListener {
        private final String kind;
        private ControlListener target;

        ForwardingListener(String kind) {
            this.kind = kind;
        }

        void forwardTo(ControlListener listener) {
            target = listener;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public void onControlMessage(io.herald.log.ControlMessage message) {
            target.onControlMessage(message);
        }

        @Override
        public void invalidate() {
            target.invalidate();
        }

        @Override
        public void onMissed() {
            target.onMissed();
        }
    }
}
