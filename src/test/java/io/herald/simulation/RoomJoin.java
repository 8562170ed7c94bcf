package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Subscription.FollowListener;
import io.netty.channel.EventLoop;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Joins a room as the command of a WebSocket does: checks the permission again if it may have changed meanwhile. */
final class RoomJoin {

    private final World world;
    private final VirtualSocket socket;
    private final Caller caller;
    private final String room;
    private final Channel channel;
    private final StartPosition start;
    private final Runnable done;

    RoomJoin(World world, VirtualSocket socket, Caller caller, String room, StartPosition start) {
        this.world = world;
        this.socket = socket;
        this.caller = caller;
        this.room = room;
        this.channel = Channel.room(room);
        this.start = start;
        this.done = world.waiters.begin(
                "join " + room + " of " + socket.client(),
                socket.instance().host().number());
    }

    /** Called on the loop of the socket. */
    void run() {
        EventLoop loop = socket.loop();
        BooleanSupplier outdated = socket.instance().review().outdated(caller, Set.of(room));
        socket.instance()
                .rooms()
                .policy()
                .mayJoin(caller, room)
                .subscribe()
                .with(may -> loop.execute(() -> allowed(may, outdated)), failure -> done.run());
    }

    private void allowed(boolean may, BooleanSupplier outdated) {
        Subscription subscription = socket.subscription();
        if (!may
                || !socket.isOpen()
                || subscription.following().contains(channel)
                || subscription.joining().contains(channel)) {
            done.run();
        } else if (outdated.getAsBoolean()) {
            run();
        } else {
            follow(subscription, outdated);
        }
    }

    private void follow(Subscription subscription, BooleanSupplier outdated) {
        if (start instanceof StartPosition.After after) {
            EventId position = after.cursor().positionIn(world.partitionOf(channel));
            if (position == null) {
                done.run();
                return;
            }
            socket.sendMark(() -> socket.client().check().joining(channel, position));
        }
        socket.setPendingJoin(done);
        subscription.follow(channel, start, null, new FollowListener() {
            @Override
            public void followed() {
                done.run();
                socket.sendMark(() -> socket.client().check().joined(channel));
                if (outdated.getAsBoolean()) {
                    socket.instance().review().reviewRoom(caller, subscription, room);
                }
            }

            @Override
            public void failed(Throwable reason) {
                done.run();
                socket.sendMark(() -> socket.client().check().joinFailed(channel));
            }
        });
    }
}
