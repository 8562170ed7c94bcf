package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.hub.transport.CloseReason;
import io.herald.log.Append;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Runs one plan, and then checks the service at rest. */
final class Simulation {

    private static final long MILLI = 1_000_000;
    private static final int PROBE_SECONDS = 3;
    private static final int REST_SECONDS = 13;

    /** The result of a run. */
    record Outcome(List<String> violations, long steps, long trace, long events) {
        boolean isCorrect() {
            return violations.isEmpty();
        }
    }

    private final Plan plan;
    private final World world;
    private final List<VirtualClient> clients = new ArrayList<>();
    private long numbers;
    private int started;

    private Simulation(Plan plan, IntroducedDefect defect) {
        this.plan = plan;
        this.world = new World(plan, defect);
    }

    static Outcome run(Plan plan) {
        return run(plan, IntroducedDefect.NONE);
    }

    static Outcome run(Plan plan, IntroducedDefect defect) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Simulation simulation = new Simulation(plan, defect);
        try {
            simulation.run();
        } finally {
            simulation.world.contexts.close();
        }
        return new Outcome(
                simulation.world.violations.found(),
                simulation.world.scheduler.steps(),
                simulation.world.scheduler.trace(),
                simulation.numbers);
    }

    private void run() {
        for (int i = 0; i < plan.instances(); i++) {
            startInstance();
        }
        for (int i = 0; i < plan.clients().size(); i++) {
            clients.add(new VirtualClient(world, "client" + i, plan.clients().get(i)));
        }
        for (Step step : plan.steps()) {
            world.scheduler.at(step.atMillis() * MILLI, () -> execute(step));
        }
        world.scheduler.runUntil(plan.durationMillis() * MILLI);
        rest();
    }

    private void startInstance() {
        world.instances.add(new VirtualInstance(world, started++));
    }

    // Steps

    private void execute(Step step) {
        switch (step.kind()) {
            case CONNECT -> client(step.a()).start();
            case DROP -> client(step.a()).drop(step.b() > 0, step.b() == 3, step.c() == 1);
            case PUBLISH -> publish(step);
            case JOIN -> client(step.a()).join(room(step.b()), step.c() == 1);
            case ADD_MEMBER -> addMember(user(step.a()), room(step.b()), instance(step.c()));
            case REMOVE_MEMBER -> removeMember(user(step.a()), room(step.b()), instance(step.c()));
            case READ_SLOWLY -> client(step.a()).readSlowly(step.b() * MILLI);
            case STOP_READING -> client(step.a()).stopReading(step.b() * MILLI);
            case DISCONNECT_USER -> disconnect(user(step.a()));
            default -> fault(step);
        }
    }

    private void fault(Step step) {
        VirtualInstance instance = instance(step.a());
        long nanos = step.b() * MILLI;
        world.access.faultUntil(world.scheduler.nanoTime() + nanos + 3_000 * MILLI);
        switch (step.kind()) {
            case PAUSE -> instance.host().pause(nanos);
            case KILL -> {
                instance.kill();
                world.scheduler.after(nanos, this::startInstance);
            }
            case DRAIN -> drain(instance);
            case CUT -> world.redis.cut(instance.host().number());
            case SILENCE -> world.redis.silence(instance.host().number(), nanos);
            case REFUSE -> world.redis.refuse(instance.host().number(), nanos);
            case HANG -> world.redis.hang(nanos);
            case DOWN -> world.redis.goDown(nanos);
            case STOP_REPLICATION -> world.redis.stopReplication();
            case FAIL_OVER -> world.redis.failOver(-step.a());
            case FLUSH -> world.redis.flush();
            case CLOCK -> world.redis.setClockSkew(-step.b() / 4);
            case DATABASE_DOWN -> world.database.goDown(nanos);
            default -> throw new IllegalStateException(step.toString());
        }
    }

    private VirtualClient client(int number) {
        return clients.get(number % clients.size());
    }

    private String room(int number) {
        return plan.rooms().get(number % plan.rooms().size());
    }

    private String user(int number) {
        return plan.users().get(number % plan.users().size());
    }

    private VirtualInstance instance(int number) {
        List<VirtualInstance> running = world.running();
        if (running.isEmpty()) {
            startInstance();
            running = world.running();
        }
        return running.get(number % running.size());
    }

    private void drain(VirtualInstance instance) {
        instance.hub().drain(Duration.ofSeconds(1));
        world.scheduler.after(1_200 * MILLI, () -> instance.hub().endAll());
        world.scheduler.after(1_800 * MILLI, () -> {
            if (instance.isAlive()) {
                instance.kill();
                startInstance();
            }
        });
    }

    private void disconnect(String user) {
        world.running().forEach(instance ->
                instance.hub().end(Channel.user(user), caller -> true, CloseReason.DISCONNECTED));
    }

    private void addMember(String user, String room, VirtualInstance instance) {
        if (!world.database.isDown() && world.database.add(user, room)) {
            world.access.added(user, room);
            Runnable done = world.waiters.begin("add member", instance.host().number());
            instance.host().loop(0).execute(() -> instance.rooms()
                    .announceAdded(room, user)
                    .subscribe()
                    .with(told -> done.run(), failure -> done.run()));
        }
    }

    private void removeMember(String user, String room, VirtualInstance instance) {
        if (!world.database.isDown() && world.database.remove(user, room)) {
            Runnable done = world.waiters.begin("remove member", instance.host().number());
            instance.host().loop(0).execute(() -> instance.rooms()
                    .announceRemoved(room, user)
                    .subscribe()
                    .with(
                            told -> {
                                done.run();
                                if (!world.database.isMember(user, room)) {
                                    world.access.removed(user, room, world.scheduler.nanoTime());
                                }
                            },
                            failure -> done.run()));
        }
    }

    private void publish(Step step) {
        int kind = step.b() % 10;
        List<Channel> channels;
        if (step.a() % 10 < 5) {
            channels = List.of(Channel.room(room(step.a() / 10)));
        } else if (step.a() % 10 < 8) {
            TreeSet<String> some = new TreeSet<>(List.of(user(step.a() / 10), user(step.b())));
            channels = some.stream().map(Channel::user).toList();
        } else {
            channels = List.of(Channel.EVERYONE);
        }
        EventAttributes attributes = new EventAttributes(
                kind == 0, kind == 1 ? "k" + step.c() % 2 : null, EventAttributes.NEVER, null);
        publish(channels, attributes, step.c());
    }

    private void publish(List<Channel> channels, EventAttributes attributes, int instance) {
        long number = numbers++;
        Append append = new Append(channels, "e", Frame.body(number), attributes)
                .once(new Append.Once("p" + number, "f", Duration.ofMinutes(10)));
        publish(append, number, instance, 6);
    }

    private void publish(Append append, long number, int on, int attempts) {
        VirtualInstance instance = instance(on);
        Runnable done = world.waiters.begin("publish " + number, instance.host().number());
        long losses = world.ledger.losses();
        instance.host().loop(0).execute(() -> instance.events()
                .append(append)
                .subscribe()
                .with(
                        appended -> {
                            done.run();
                            world.ledger.acknowledge(number, losses);
                        },
                        failure -> {
                            done.run();
                            if (attempts > 1) {
                                world.scheduler.after(
                                        300 * MILLI, () -> publish(append, number, on + 1, attempts - 1));
                            }
                        }));
    }

    // At rest

    private void rest() {
        clients.stream().filter(client -> client.stoppedUntil() > world.scheduler.nanoTime()).forEach(client -> {
            if (client.stoppedUntil() - world.scheduler.nanoTime() > REST_SECONDS * 1_000 * MILLI) {
                client.drop(false, false, true);
            }
        });
        runSeconds(REST_SECONDS);
        long first = numbers;
        plan.rooms().forEach(room -> publish(List.of(Channel.room(room)), EventAttributes.DURABLE, 0));
        plan.users().forEach(user -> publish(List.of(Channel.user(user)), EventAttributes.DURABLE, 1));
        publish(List.of(Channel.EVERYONE), EventAttributes.DURABLE, 0);
        runSeconds(PROBE_SECONDS);
        List<LoggedEvent> probes = world.ledger.since(first);
        world.waiters.verify(world.violations);
        for (VirtualClient client : clients) {
            verify(client, probes);
        }
        Set<String> unsteady = clients.stream()
                .filter(client -> !client.tokenOutlives(REST_SECONDS))
                .map(VirtualClient::user)
                .collect(Collectors.toCollection(TreeSet::new));
        world.presence.verify(this::usersIn, unsteady);
        for (VirtualInstance instance : world.running()) {
            long open = instance.sockets().size();
            if (instance.hub().connections() != open) {
                world.violations.add("i" + instance.host().number() + " counts " + instance.hub().connections()
                        + " connections and has " + open);
            }
        }
        for (int partition = 0; partition < world.settings.partitions(); partition++) {
            if (world.redis.tailLength(partition) > world.settings.tailLength() + 8) {
                world.violations.add("the tail has " + world.redis.tailLength(partition) + " entries");
            }
        }
    }

    private void runSeconds(int seconds) {
        world.scheduler.runUntil(world.scheduler.nanoTime() + seconds * 1_000 * MILLI);
    }

    private void verify(VirtualClient client, List<LoggedEvent> probes) {
        if (!client.isWanted()) {
            return;
        }
        boolean isLimited = world.settings.connectionsPerUser() > 0;
        if (!client.isReady()) {
            if (!isLimited && client.tokenOutlives(PROBE_SECONDS)) {
                world.violations.add(client + " is not connected at rest");
            }
            return;
        }
        List<LoggedEvent> missing = client.check().missing(probes);
        if (!missing.isEmpty() && client.tokenOutlives(PROBE_SECONDS) && !isLimited) {
            world.violations.add(client + " is connected to i" + client.socket().instance().host().number()
                    + " and has not received " + missing);
        }
        client.check().verifyLosses();
    }

    private Set<String> usersIn(String room) {
        return clients.stream()
                .filter(client -> client.isReady() && client.check().follows(Channel.room(room)))
                .map(VirtualClient::user)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
