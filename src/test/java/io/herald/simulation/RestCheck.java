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

    /** The time after the last fault in which the service must come to rest, and in which it must then deliver an event. */
    private static final long REST_MS = 10_000;

    /** The time in which an instance notices the end of a connection, and the registration of its user ends in the second sweep. */
    private static final long KEYS_MS = 12_000;

    /** A client that does not read for longer never comes back: it connects anew. */
    private static final long DEAD_MS = 13_000;

    private static final long PROBE_MS = 6_000;
    /** The life of a token, the time until the service notices its end, and the time until the client is connected again. */
    private static final long RECONNECT_MS = 6_000;

    private static final long LOOK_MS = 250;

    /** The time after which the end of a connection is visible everywhere, with the flap time and a sweep. */
    private static final long CALM_MS = 6_000;

    private final Plan plan;
    private final World world;
    private final Publisher publisher;
    private final KeyCheck keys;

    RestCheck(Plan plan, World world, Publisher publisher) {
        this.plan = plan;
        this.world = world;
        this.publisher = publisher;
        this.keys = new KeyCheck(world);
    }

    /**
     * Returns how long the service took to come to rest, in nanoseconds.
     *
     * @param faultsUntil the end of the last fault
     */
    long run(long faultsUntil) {
        long begun = world.scheduler.nanoTime();
        world.clients.stream()
                .filter(client -> client.stoppedUntil() - begun > DEAD_MS * MILLI)
                .forEach(client -> client.drop(false, false, true));
        long clientsReadFrom = world.clients.stream()
                .mapToLong(client -> Math.max(client.stoppedUntil(), client.slowUntil()))
                .max()
                .orElse(0);
        world.scheduler.runUntil(Math.max(begun, Math.max(faultsUntil, clientsReadFrom)));
        long undisturbedSince = world.scheduler.nanoTime();
        await(undisturbedSince + REST_MS * MILLI, this::verifyRest).addTo(world.violations);
        long rest = world.scheduler.nanoTime() - undisturbedSince;
        await(undisturbedSince + KEYS_MS * MILLI, keys::verify).addTo(world.violations);
        world.scheduler.runUntil(Math.max(world.scheduler.nanoTime(), world.access.settledAt()));
        long first = publisher.next();
        plan.rooms().forEach(room -> publisher.publish(List.of(Channel.room(room)), EventAttributes.DURABLE, 0));
        plan.users().forEach(user -> publisher.publish(List.of(Channel.user(user)), EventAttributes.DURABLE, 1));
        publisher.publish(List.of(Channel.EVERYONE), EventAttributes.DURABLE, 0);
        await(world.scheduler.nanoTime() + PROBE_MS * MILLI, found -> verifyProbes(first, found))
                .addTo(world.violations);
        // Meanwhile a surplus connection may have ended, for example.
        await(world.scheduler.nanoTime() + CALM_MS * MILLI, this::verifyRest).addTo(world.violations);
        await(world.scheduler.nanoTime() + KEYS_MS * MILLI, keys::verify).addTo(world.violations);
        new RemovalCheck(world, publisher).verify();
        return rest;
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
    }

    private void verifyConnected(VirtualClient client, Violations violations) {
        if (!client.isWanted()) {
            return;
        }
        if (client.isReady()) {
            client.check()
                    .verifyLosses(event -> world.redis.stored().tailCovers(event.partition, event.id), violations);
        } else if (!world.exceedsLimit(client.user()) && !reconnects(client)) {
            violations.add(client + " is not connected at rest");
        }
    }

    /** Whether a client is between two connections, because its token expires all the time. */
    private boolean reconnects(VirtualClient client) {
        return !client.hasSteadyToken() && world.scheduler.nanoTime() - client.readyAt() < RECONNECT_MS * MILLI;
    }

    private void verifyProbes(long first, Violations violations) {
        List<LoggedEvent> probes = world.ledger.since(first);
        if (probes.size() < plan.rooms().size() + plan.users().size() + 1) {
            violations.add("events that were published at rest are not in the log");
        }
        for (VirtualClient client : world.clients) {
            List<LoggedEvent> missing = client.isWanted() && !world.exceedsLimit(client.user())
                    ? client.check().missing(probes)
                    : List.of();
            if (!missing.isEmpty()) {
                violations.add(client + " has not received " + missing
                        + (client.socket() == null ? ", not connected" : ", connected to " + client.socket()));
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
