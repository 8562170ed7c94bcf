package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.event.Cursor;
import io.herald.simulation.oracle.LoggedEvent;
import io.herald.simulation.oracle.SimulatedFrame;

/** Checks whether an instance may write an event to a caller at this time. */
record WriteCheck(World world, VirtualInstance instance, VirtualClient client, Caller caller) {

    private static final long MILLI = 1_000_000;
    /** The service looks for expired tokens each second. */
    private static final long LATEST_END = 2_500 * MILLI;

    private static final long RECOVERY = 2_000 * MILLI;
    private static final String ROOM = "room:";

    void verify(SimulatedFrame frame) {
        if (frame.channel().startsWith(ROOM) && !frame.isEphemeral()) {
            verifyAccess(frame, frame.channel().substring(ROOM.length()));
        }
        long now = world.scheduler.nanoTime();
        long late = now - VirtualClient.nanos(caller.expiresAt());
        if (late > LATEST_END && instance.host().pausedUntil() < now - RECOVERY) {
            world.violations.add(client + " received an event " + late / MILLI + " ms after its token expired");
        }
    }

    private void verifyAccess(SimulatedFrame frame, String room) {
        Cursor own = instance.log().format().parse(frame.id());
        int partition = own.partitions().iterator().next();
        LoggedEvent event = world.ledger.find(partition, own.positionIn(partition), frame);
        if (event != null && !client.mayAlwaysJoin(room)) {
            world.access.delivered(instance.host().number(), caller.id(), room, event);
        }
    }
}
