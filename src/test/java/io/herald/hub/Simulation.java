package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.hub.transport.StartPosition;
import io.herald.log.Append;
import io.herald.redis.history.SimulatedLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Simulates instances on one log, clients, publishers and faults. It runs one small step after the
 * other, in an order that the seed decides.
 */
final class Simulation {

    private static final long RETENTION = 10_000;

    private final Random random;
    private final RandomAppends appends;
    private final Faults faults;
    private final HubEnvironment environment;
    private final SimulatedLog log;
    private final StreamConfig config;
    private final int partitions;
    private final List<SimulatedInstance> instances = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private long millis = 1_000_000;
    private long redisBehind;

    /** The frequency of each fault, in sixtieths. */
    record Faults(int failovers, int flushes, int disconnects, int restarts, int clockJumps) {
        static final Faults NONE = new Faults(0, 0, 0, 0, 0);
        static final Faults ALL = new Faults(4, 2, 10, 3, 2);
    }

    Simulation(long seed, int partitions, Faults faults) {
        this.random = new Random(seed);
        this.appends = new RandomAppends(random, () -> millis);
        this.partitions = partitions;
        this.faults = faults;
        InstantSource virtual = () -> Instant.ofEpochMilli(millis);
        this.environment = new HubEnvironment(
                virtual.withZone(ZoneOffset.UTC),
                () -> millis * 1_000_000,
                bound -> random.nextLong(bound),
                () -> new FixedTimeSlice(() -> random.nextInt(2)));
        boolean withoutFaults = faults == Faults.NONE;
        this.log = new SimulatedLog(
                new SimulatedLog.Settings(
                        partitions,
                        withoutFaults ? 10_000 : 4 + random.nextInt(12),
                        withoutFaults ? 10_000 : 8 + random.nextInt(20),
                        RETENTION),
                () -> millis - redisBehind);
        this.config = new FixedStreamConfig(withoutFaults ? 1_000 : 2 + random.nextInt(12), 1 + random.nextInt(3));
        for (int i = 0; i < 3; i++) {
            instances.add(start());
        }
        IntStream.range(0, RandomAppends.USERS).forEach(i -> clients.add(client(RandomAppends.user(i))));
    }

    private SimulatedInstance start() {
        SimulatedInstance instance = new SimulatedInstance(log, config, environment, random);
        instance.settle();
        return instance;
    }

    private SimulatedClient client(Channel user) {
        List<Channel> channels = new ArrayList<>(List.of(user, Channel.EVERYONE));
        RandomAppends.ROOMS.stream().filter(room -> random.nextBoolean()).forEach(channels::add);
        DeliveryOracle deliveryOracle =
                new DeliveryOracle(log, channels, instances.get(0).link::partitionOf, partitions, environment.clock());
        return new SimulatedClient(channels, deliveryOracle, random);
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        settle();
        clients.forEach(client -> client.deliveryOracle.verify());
    }

    private void step() {
        int dice = random.nextInt(1_000);
        SimulatedInstance instance = instances.get(random.nextInt(instances.size()));
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        if (dice < 80) {
            publish(instance);
        } else if (dice < 330) {
            instance.link.stepRequest();
        } else if (dice < 450) {
            // The last instance lags: a client that comes from another one is ahead of it.
            if (instance != instances.get(2) || random.nextInt(6) == 0) {
                instance.link.stepReader(random.nextInt(5) == 0);
            }
        } else if (dice < 700) {
            instance.loops.get(random.nextInt(2)).step();
        } else if (dice < 850) {
            client.receive();
        } else if (dice < 900) {
            connectOrDisconnect(client, instance);
        } else if (dice < 940) {
            millis += random.nextInt(8);
        } else {
            fail(instance);
        }
    }

    private void fail(SimulatedInstance instance) {
        int dice = random.nextInt(60);
        if (dice < faults.failovers) {
            failOver();
        } else if (dice < 10) {
            log.replicate();
        } else if (dice < 10 + faults.flushes) {
            flush();
        } else if (dice >= 20 && dice < 20 + faults.disconnects) {
            if (faults.disconnects > 0 && random.nextBoolean()) {
                instance.link.disconnect();
            } else if (faults.disconnects > 0) {
                instance.link.failOneRequest();
            }
        } else if (dice < 40 + faults.restarts && dice >= 40) {
            restart(instance);
        } else if (dice < 50 + faults.clockJumps && dice >= 50) {
            millis += random.nextLong(RETENTION * 3 / 2);
        }
    }

    /**
     * A clock that is behind assigns ids again that an instance has read, unless that instance connects first. If
     * it connects too late, two events have the same id, which the log cannot detect.
     */
    private void failOver() {
        log.failOver(partition -> furthestReader(partition).link.highWaterMark(partition));
        instances.forEach(each -> each.link.disconnect());
        redisBehind = random.nextBoolean() ? 0 : random.nextInt(500);
        if (random.nextBoolean() || !allEventsAreRead()) {
            advanceClockBeyondAllIds();
        } else {
            for (int p = 0; p < partitions; p++) {
                furthestReader(p).link.connect();
            }
        }
    }

    private SimulatedInstance furthestReader(int partition) {
        return instances.stream()
                .max(Comparator.comparing(each -> each.link.highWaterMark(partition)))
                .orElseThrow();
    }

    private boolean allEventsAreRead() {
        return log.appendedEvents().stream()
                .map(appended -> appended.event)
                .noneMatch(event -> event.id()
                        .isAfter(furthestReader(event.partition()).link.highWaterMark(event.partition())));
    }

    private void flush() {
        log.flush();
        advanceClockBeyondAllIds();
    }

    private void advanceClockBeyondAllIds() {
        long highest = log.appendedEvents().stream()
                .mapToLong(appended -> appended.event.id().ms())
                .max()
                .orElse(0);
        millis = Math.max(millis, highest + redisBehind) + 1;
    }

    /** Restarts an instance only after it has read the log: a loss that it alone knows of would never be reported. */
    private void restart(SimulatedInstance instance) {
        if (!instance.link.isConnected()) {
            return;
        }
        clients.stream().filter(client -> client.isConnectedTo(instance)).forEach(SimulatedClient::disconnect);
        instance.link.disconnect();
        // Ends the slice in progress: an instance dropped in the middle of it would look like a leak of its buffers.
        instance.loops.forEach(SteppedLoop::runAll);
        instances.set(instances.indexOf(instance), start());
    }

    private void publish(SimulatedInstance instance) {
        Append append = appends.next();
        if (append != null) {
            instance.link.publish(append);
        }
    }

    private void connectOrDisconnect(SimulatedClient client, SimulatedInstance instance) {
        if (client.isConnected()) {
            client.disconnect();
        } else {
            client.connect(instance, start(client));
        }
    }

    private StartPosition start(SimulatedClient client) {
        Cursor cursor = client.deliveryOracle.cursor();
        if (cursor != null) {
            return new StartPosition.After(random.nextInt(3) == 0 ? client.deliveryOracle.resetCursor() : cursor);
        }
        return switch (random.nextInt(4)) {
            case 0 -> new StartPosition.Unknown();
            case 1 -> StartPosition.Rewind.EARLIEST;
            case 2 -> new StartPosition.Rewind(Duration.ofMillis(random.nextLong(RETENTION)));
            default -> new StartPosition.Now();
        };
    }

    /** Reconnects all clients and delivers everything. */
    private void settle() {
        for (int round = 0; round < 12; round++) {
            millis += 1_000;
            instances.forEach(SimulatedInstance::settle);
            for (SimulatedClient client : clients) {
                if (!client.isConnected()) {
                    client.connect(instances.get(random.nextInt(instances.size())), start(client));
                }
            }
            boolean moving = true;
            while (moving) {
                instances.forEach(instance -> instance.loops.forEach(SteppedLoop::runAll));
                moving = false;
                for (SimulatedClient client : clients) {
                    while (client.receive()) {
                        moving = true;
                    }
                }
            }
        }
    }
}
