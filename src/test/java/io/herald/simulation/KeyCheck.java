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
        world.redis.exceededBounds(world.settings).forEach(violations::add);
        // Only an instance that follows addressed tails removes registrations. Without one, these keys expire.
        if (world.running().stream().anyMatch(VirtualInstance::followsAddressedTails)) {
            for (int partition = 0; partition < world.settings.partitions(); partition++) {
                verifyRegistrations(partition, violations);
            }
        }
    }

    private void verifyRegistrations(int partition, Violations violations) {
        for (String name : world.redis.instancesWithTail(partition)) {
            if (isGone(name)) {
                violations.add("the newest entry of the tail of " + name + " is stored, which is dead");
            }
        }
        world.redis.registrations(partition).forEach((user, names) -> verifyHolders(user, names, violations));
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
