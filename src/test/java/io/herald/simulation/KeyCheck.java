package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.simulation.oracle.Violations;
import java.util.Set;

/** Checks at rest that the keys in Redis are bounded, and that the registrations of addressed tails are those of the connections. */
record KeyCheck(World world) {

    private static final long MILLI = 1_000_000;

    /** The time after the end of a lease in which an instance removes what belonged to the lease. */
    private static final long PRUNED = VirtualInstance.LONGEST_SWEEP_MS * MILLI + 500 * MILLI;

    void verify(Violations violations) {
        world.redis.stored().exceededBounds(world.settings).forEach(violations::add);
        // Only an instance that follows addressed tails removes registrations. Without one, these keys expire.
        if (world.running().stream().anyMatch(VirtualInstance::followsAddressedTails)) {
            for (int partition = 0; partition < world.settings.partitions(); partition++) {
                verifyRegistrations(partition, violations);
            }
        }
        world.running().stream()
                .filter(VirtualInstance::followsAddressedTails)
                .forEach(instance -> verifyRegistered(instance, violations));
    }

    private void verifyRegistered(VirtualInstance instance, Violations violations) {
        String name = "i" + instance.host().number();
        world.clients.stream()
                .map(client -> Channel.user(client.user()))
                .filter(user -> instance.hasConnectionOf(user.key()) && isSteady(user.key()))
                .filter(user -> !world.redis
                        .stored()
                        .registrations(world.partitionOf(user))
                        .getOrDefault(user.key(), Set.of())
                        .contains(name))
                .forEach(user -> violations.add(user + " has a connection to " + name + " and is not registered"));
    }

    private void verifyRegistrations(int partition, Violations violations) {
        for (String name : world.redis.stored().instancesWithTail(partition)) {
            if (isGone(name)) {
                violations.add("the newest entry of the tail of " + name + " is stored, which is dead");
            }
        }
        world.redis.stored().registrations(partition).forEach((user, names) -> verifyHolders(user, names, violations));
    }

    private void verifyHolders(String user, Set<String> names, Violations violations) {
        for (String name : names) {
            VirtualInstance instance = instance(name);
            if (isGone(name)) {
                violations.add(user + " is registered by " + name + ", which is dead");
            } else if (instance.isAlive() && isSteady(user) && !instance.hasConnectionOf(user)) {
                violations.add(user + " is registered by " + name + " without a connection");
            }
        }
    }

    private VirtualInstance instance(String name) {
        return world.instances.get(Integer.parseInt(name.substring(1)));
    }

    private boolean isGone(String name) {
        VirtualInstance instance = instance(name);
        return !instance.isAlive()
                && world.scheduler.nanoTime()
                        > instance.killedAt() + instance.lease().toNanos() + PRUNED;
    }

    private boolean isSteady(String channel) {
        return world.clients.stream()
                .map(VirtualClient::user)
                .filter(user -> Channel.user(user).key().equals(channel))
                .allMatch(world::isSteady);
    }
}
