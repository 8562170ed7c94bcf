package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.simulation.oracle.LoggedEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lets the service come to rest after the last step, and checks that everything works again. */
final class RestCheck {

    private static final long MILLI = 1_000_000;
    private static final int PROBE_SECONDS = 3;
    private static final int REST_SECONDS = 13;

    private final Plan plan;
    private final World world;
    private final Publisher publisher;

    RestCheck(Plan plan, World world, Publisher publisher) {
        this.plan = plan;
        this.world = world;
        this.publisher = publisher;
    }

    void run() {
        world.clients.stream()
                .filter(client -> client.stoppedUntil() > world.scheduler.nanoTime())
                .forEach(client -> {
                    if (client.stoppedUntil() - world.scheduler.nanoTime() > REST_SECONDS * 1_000 * MILLI) {
                        client.drop(false, false, true);
                    }
                });
        runSeconds(REST_SECONDS);
        long first = publisher.next();
        plan.rooms().forEach(room -> publisher.publish(List.of(Channel.room(room)), EventAttributes.DURABLE, 0));
        plan.users().forEach(user -> publisher.publish(List.of(Channel.user(user)), EventAttributes.DURABLE, 1));
        publisher.publish(List.of(Channel.EVERYONE), EventAttributes.DURABLE, 0);
        runSeconds(PROBE_SECONDS);
        List<LoggedEvent> probes = world.ledger.since(first);
        world.waiters.verify(world.violations);
        for (VirtualClient client : world.clients) {
            verify(client, probes);
        }
        Set<String> unsteady = world.clients.stream()
                .filter(client -> !client.tokenOutlives(REST_SECONDS))
                .map(VirtualClient::user)
                .collect(Collectors.toCollection(TreeSet::new));
        unsteady.addAll(world.lostDepartures);
        world.presence.verify(this::usersIn, unsteady);
        for (VirtualInstance instance : world.running()) {
            long open = instance.sockets().size();
            if (instance.hub().connections() != open) {
                world.violations.add("i" + instance.host().number() + " counts "
                        + instance.hub().connections() + " connections and has " + open);
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
            world.violations.add(client + " is connected to i"
                    + client.socket().instance().host().number() + " and has not received " + missing);
        }
        client.check().verifyLosses();
    }

    private Set<String> usersIn(String room) {
        return world.clients.stream()
                .filter(client -> client.isReady() && client.check().follows(Channel.room(room)))
                .map(VirtualClient::user)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
