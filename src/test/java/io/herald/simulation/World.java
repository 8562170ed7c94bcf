package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.limits.Limits;
import io.herald.limits.LimitsAssembly;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.herald.simulation.loop.Scheduler;
import io.herald.simulation.loop.SimulatedContexts;
import io.herald.simulation.oracle.AccessCheck;
import io.herald.simulation.oracle.Ledger;
import io.herald.simulation.oracle.LoggedEvent;
import io.herald.simulation.oracle.PresenceCheck;
import io.herald.simulation.oracle.Violations;
import io.herald.simulation.oracle.Waiters;
import io.herald.simulation.server.SimulatedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What all parts of a simulation share. */
final class World {

    /** The limits are not reached, and their counters are of no interest. */
    private static @Nullable Limits limits;

    final Settings settings;
    final Violations violations = new Violations();
    final Waiters waiters;
    final Scheduler scheduler;
    final SimulatedContexts contexts;
    final SimulatedRedis redis;
    final MemberDatabase database;
    final Ledger ledger;
    final PresenceCheck presence;
    final AccessCheck access = new AccessCheck(violations);
    final List<VirtualInstance> instances = new ArrayList<>();
    final List<VirtualClient> clients = new ArrayList<>();
    final IntroducedDefect defect;
    private final Partitioning partitioning;
    private final RedisKeys keys;

    World(Plan plan, IntroducedDefect defect) {
        this.settings = plan.settings();
        this.defect = defect;
        this.scheduler = new Scheduler(plan.seed(), thrown -> {
            StackTraceElement[] trace = thrown.getStackTrace();
            violations.add("thrown on a loop: " + thrown + " at " + (trace.length == 0 ? "" : trace[0]));
        });
        this.waiters = new Waiters(scheduler::nanoTime);
        this.contexts = new SimulatedContexts(scheduler);
        this.database = new MemberDatabase(scheduler);
        this.partitioning = new Partitioning(settings.partitions());
        this.keys = new RedisKeys(settings.keyPrefix(), settings.partitions());
        this.presence = new PresenceCheck(plan.rooms(), this::storedPresence, violations);
        this.ledger = new Ledger(settings.partitions(), scheduler::nanoTime, violations, presence, witnesses());
        this.redis = new SimulatedRedis(scheduler, keys, settings.partitions(), ledger);
    }

    private Map<String, String> storedPresence(String room) {
        return redis.stored().hash(keys.own(partitionOf(Channel.room(room)), "pr:r:" + room));
    }

    private Ledger.Witnesses witnesses() {
        return new Ledger.Witnesses() {
            @Override
            public long of(LoggedEvent event) {
                return witnessesOf(event);
            }

            @Override
            public long of(LoggedEvent event, int host) {
                return running().stream()
                        .filter(instance -> instance.host().number() == host)
                        .mapToLong(VirtualInstance::bit)
                        .sum();
            }
        };
    }

    private long witnessesOf(LoggedEvent event) {
        long bits = 0;
        for (VirtualInstance instance : instances) {
            if (instance.isAlive() && !instance.log().seen(event.partition).isBefore(event.id)) {
                bits |= instance.bit();
            }
        }
        return bits;
    }

    int partitionOf(Channel channel) {
        return partitioning.partitionOf(channel);
    }

    List<VirtualInstance> running() {
        return instances.stream().filter(VirtualInstance::isAlive).toList();
    }

    void startInstance() {
        instances.add(new VirtualInstance(this, instances.size()));
    }

    /** Returns the running instance with a number, or another one. Starts one if none runs. */
    VirtualInstance instance(int number) {
        if (running().isEmpty()) {
            startInstance();
        }
        List<VirtualInstance> running = running();
        return running.get(number % running.size());
    }

    VirtualClient client(int number) {
        return clients.get(number % clients.size());
    }

    private Stream<VirtualClient> clientsOf(String user) {
        return clients.stream().filter(client -> client.user().equals(user));
    }

    /** Whether more clients of a user want to be connected than may be: the service ends some again, which come back. */
    boolean exceedsLimit(String user) {
        long wanted = clientsOf(user).filter(VirtualClient::isWanted).count();
        return settings.connectionsPerUser() > 0 && wanted > settings.connectionsPerUser();
    }

    /** Whether the connections of a user remain at rest. */
    boolean isSteady(String user) {
        return !exceedsLimit(user) && clientsOf(user).allMatch(VirtualClient::hasSteadyToken);
    }

    static synchronized Limits limits(Settings settings) {
        if (limits == null) {
            limits = LimitsAssembly.of(settings);
        }
        return limits;
    }
}
