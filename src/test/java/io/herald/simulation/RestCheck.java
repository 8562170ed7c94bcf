package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.simulation.oracle.LoggedEvent;
import io.herald.simulation.oracle.Violations;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Lets the service come to rest after the last step, and checks that everything works again. */
final class RestCheck {

    private static final long MILLI = 1_000_000;

    /** The time in which the service must come to rest, and in which it must then deliver an event. */
    private static final long REST_MS = 13_000;

    private static final long PROBE_MS = 6_000;
    private static final long LOOK_MS = 250;

    /** The time after which the end of a connection is visible everywhere, with the flap time and a sweep. */
    private static final long CALM_MS = 6_000;

    private final Plan plan;
    private final World world;
    private final Publisher publisher;

    RestCheck(Plan plan, World world, Publisher publisher) {
        this.plan = plan;
        this.world = world;
        this.publisher = publisher;
    }

    /** @param faultsUntil the end of the last fault */
    void run(long faultsUntil) {
        long begun = world.scheduler.nanoTime();
        world.clients.stream()
                .filter(client -> client.stoppedUntil() - begun > REST_MS * MILLI)
                .forEach(client -> client.drop(false, false, true));
        world.scheduler.runUntil(Math.max(begun, faultsUntil));
        await(begun + REST_MS * MILLI, this::verifyRest);
        world.scheduler.runUntil(Math.max(world.scheduler.nanoTime(), world.access.settledAt()));
        long first = publisher.next();
        plan.rooms().forEach(room -> publisher.publish(List.of(Channel.room(room)), EventAttributes.DURABLE, 0));
        plan.users().forEach(user -> publisher.publish(List.of(Channel.user(user)), EventAttributes.DURABLE, 1));
        publisher.publish(List.of(Channel.EVERYONE), EventAttributes.DURABLE, 0);
        await(world.scheduler.nanoTime() + PROBE_MS * MILLI, found -> verifyProbes(first, found))
                .addTo(world.violations);
        // Meanwhile a surplus connection may have ended, for example.
        await(world.scheduler.nanoTime() + CALM_MS * MILLI, this::verifyRest).addTo(world.violations);
    }

    /** Lets time pass until the check finds nothing, but not beyond the end. Returns what the check has found last. */
    private Violations await(long end, Consumer<Violations> check) {
        Violations found;
        do {
            world.scheduler.runUntil(world.scheduler.nanoTime() + LOOK_MS * MILLI);
            found = new Violations();
            check.accept(found);
        } while (!found.isEmpty() && world.scheduler.nanoTime() < end);
        return found;
    }

    private void verifyRest(Violations violations) {
        world.waiters.verify(violations);
        world.clients.forEach(client -> verifyConnected(client, violations));
        Set<String> unsteady = world.clients.stream()
                .filter(client -> !client.hasSteadyToken())
                .map(VirtualClient::user)
                .collect(Collectors.toCollection(TreeSet::new));
        world.presence.verify(this::usersIn, unsteady, violations);
        for (VirtualInstance instance : world.running()) {
            long open = instance.sockets().size();
            if (instance.hub().connections() != open) {
                violations.add("i" + instance.host().number() + " counts "
                        + instance.hub().connections() + " connections and has " + open);
            }
        }
        for (int partition = 0; partition < world.settings.partitions(); partition++) {
            if (world.redis.tailLength(partition) > world.settings.tailLength() + 8) {
                violations.add("the tail has " + world.redis.tailLength(partition) + " entries");
            }
        }
    }

    private void verifyConnected(VirtualClient client, Violations violations) {
        boolean isLimited = world.settings.connectionsPerUser() > 0;
        if (!client.isWanted()) {
            return;
        }
        if (client.isReady()) {
            client.check().verifyLosses(event -> world.redis.tailCovers(event.partition, event.id), violations);
        } else if (!isLimited && client.hasSteadyToken()) {
            violations.add(client + " is not connected at rest");
        }
    }

    private void verifyProbes(long first, Violations violations) {
        List<LoggedEvent> probes = world.ledger.since(first);
        if (probes.size() < plan.rooms().size() + plan.users().size() + 1) {
            violations.add("events that were published at rest are not in the log");
        }
        boolean isLimited = world.settings.connectionsPerUser() > 0;
        for (VirtualClient client : world.clients) {
            if (client.isWanted() && client.isReady() && client.hasSteadyToken() && !isLimited) {
                List<LoggedEvent> missing = client.check().missing(probes);
                if (!missing.isEmpty()) {
                    violations.add(client + " is connected to i"
                            + client.socket().instance().host().number() + " and has not received " + missing);
                }
            }
        }
    }

    private Set<String> usersIn(String room) {
        return world.clients.stream()
                .filter(client -> client.isReady() && client.check().follows(Channel.room(room)))
                .map(VirtualClient::user)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
