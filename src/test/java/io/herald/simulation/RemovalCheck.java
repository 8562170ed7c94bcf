package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.hub.transport.Subscription;
import io.herald.simulation.oracle.Trace;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks at the end that no connection follows a room from which its user was removed. A fault may have lost the announcement of the
 * removal, so the check waits until the instances have compared all connections, but only if there is such a connection.
 */
record RemovalCheck(World world, Publisher publisher) {

    private static final long SECOND = 1_000_000_000L;

    void verify() {
        if (removedRooms(false).isEmpty()) {
            return;
        }
        Trace.print(() -> "waits for the removals from " + removedRooms(false));
        world.scheduler.runUntil(Math.max(world.scheduler.nanoTime(), world.access.latestEffect()) + SECOND);
        removedRooms(true).forEach(room -> publisher.publish(List.of(Channel.room(room)), EventAttributes.DURABLE, 0));
        world.scheduler.runUntil(world.scheduler.nanoTime() + SECOND);
    }

    /** Returns the rooms that some connection follows although its user was removed. */
    private Set<String> removedRooms(boolean isLate) {
        Set<String> rooms = new TreeSet<>();
        for (VirtualInstance instance : world.running()) {
            for (VirtualSocket socket : instance.sockets()) {
                Subscription subscription = socket.subscription();
                if (subscription != null && socket.isOpen()) {
                    subscription.following().stream()
                            .filter(Channel::isRoom)
                            .map(Channel::name)
                            .filter(room -> isRemoved(socket, room))
                            .forEach(room -> {
                                rooms.add(room);
                                if (isLate) {
                                    follows(instance, socket, room);
                                }
                            });
                }
            }
        }
        return rooms;
    }

    private boolean isRemoved(VirtualSocket socket, String room) {
        VirtualClient client = socket.client();
        return !client.mayAlwaysJoin(room) && world.access.isRemoved(client.user(), room);
    }

    private void follows(VirtualInstance instance, VirtualSocket socket, String room) {
        world.access.follows(instance.host().number(), socket.client().user(), room, world.scheduler.nanoTime());
    }
}
