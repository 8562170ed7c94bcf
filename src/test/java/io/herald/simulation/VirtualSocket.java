package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.simulation.loop.SimulatedLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One connection: the outlet of the instance, the bytes in transit, and the end of the client. */
final class VirtualSocket implements Outlet {

    private static final int CAPACITY = 600;
    private static final long MILLI = 1_000_000;
    private static final long FINISH_SECONDS = 2;

    /** What one write may add to a socket that is not full: a slice of the fan-out or a page of a replay. */
    private static final int MOST_BYTES = CAPACITY + 64 * 1024;

    private record Message(Runnable action, int bytes) {}

    private final World world;
    private final VirtualInstance instance;
    private final VirtualClient client;
    private final Caller caller;
    private final SimulatedLoop loop;
    private final String connection;
    private final ArrayDeque<Message> inTransit = new ArrayDeque<>();
    private @Nullable Subscription subscription;
    private int bytes;
    private boolean full;
    private boolean flowing;
    private boolean ended;
    private boolean clientGone;
    private boolean serverGone;
    private Runnable joinDone = () -> {};

    VirtualSocket(World world, VirtualInstance instance, VirtualClient client, Caller caller, SimulatedLoop loop, String connection) {
        this.world = world;
        this.instance = instance;
        this.client = client;
        this.caller = caller;
        this.loop = loop;
        this.connection = connection;
    }

    /** Opens the subscription, on the loop. */
    void open(SubscriptionSpec spec, StartPosition start) {
        instance.opened(this);
        client.check().subscribed(spec.channels(), start instanceof StartPosition.Rewind);
        subscription = instance.authorizer().subscribe(this, spec, start);
        loop.schedule(this::heartbeat, world.settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    }

    VirtualInstance instance() {
        return instance;
    }

    boolean isOpen() {
        return !ended && !clientGone && !serverGone;
    }

    private void heartbeat() {
        if (isOpen()) {
            if (!isFull()) {
                String cursor = subscription.cursor();
                send(() -> client.check().heartbeat(cursor), cursor.length());
            }
            loop.schedule(this::heartbeat, world.settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    // The outlet

    @Override
    public String connection() {
        return connection;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public FrameEncoder frameEncoder() {
        return Frame.ENCODER;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void ready(ReadyEvent event) {
        send(() -> client.ready(this, event), 50);
    }

    @Override
    public void reset(ResetEvent event) {
        ResetEvent copy = new ResetEvent(event.reason(), List.copyOf(event.channels()), event.cursor(), event.resumable());
        send(() -> client.check().reset(copy), 50);
    }

    @Override
    public void write(ByteBuf frames) {
        if (full) {
            world.violations.add("wrote to a full socket of " + client);
        }
        List<Frame> read = Frame.read(frames);
        for (Frame frame : read) {
            deliver(frame);
        }
        if (bytes > MOST_BYTES) {
            world.violations.add(bytes + " bytes in the socket of " + client);
        }
    }

    private void deliver(Frame frame) {
        if (frame.channel().startsWith("room:") && !frame.isEphemeral()) {
            Cursor own = instance.log().format().parse(frame.id());
            int partition = own.partitions().iterator().next();
            LoggedEvent event = world.ledger.find(partition, own.positionIn(partition), frame);
            if (event != null && !client.mayAlwaysJoin(frame.channel().substring("room:".length()))) {
                world.access.delivered(caller.id(), frame.channel().substring("room:".length()), event);
            }
        }
        long late = world.scheduler.nanoTime() - VirtualClient.nanos(caller.expiresAt());
        if (late > 5_000 * MILLI && instance.host().pausedUntil() < world.scheduler.nanoTime() - 2_000 * MILLI) {
            world.violations.add(client + " received an event " + late / MILLI + " ms after its token expired");
        }
        send(() -> client.check().event(frame), frame.channel().length() + frame.cursor().length() + 20);
    }

    @Override
    public void close(CloseReason reason) {
        ended = true;
        if (reason == CloseReason.STALLED) {
            loop.execute(this::closed);
            disconnectClient();
        } else {
            send(() -> finished(reason), 10);
            loop.schedule(this::closed, FINISH_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public boolean mayOutliveClose() {
        return true;
    }

    private void finished(CloseReason reason) {
        client.ended(this, reason);
        clientGone = true;
        loop.execute(this::closed);
    }

    /** The connection is closed: informs the hub, on the loop. */
    private void closed() {
        if (!serverGone) {
            serverGone = true;
            joinDone.run();
            instance.closed(this);
            inTransit.clear();
            disconnectClient();
            if (subscription != null) {
                subscription.close();
            }
        }
    }

    private void disconnectClient() {
        if (!clientGone) {
            clientGone = true;
            world.scheduler.after(world.scheduler.random().nextLong(50 * MILLI), () -> client.disconnected(this));
        }
    }

    // The network

    private void send(Runnable action, int size) {
        if (clientGone) {
            return;
        }
        inTransit.add(new Message(action, size));
        bytes += size;
        full |= bytes > CAPACITY;
        if (!flowing) {
            flowing = true;
            world.scheduler.after(travel(), this::flow);
        }
    }

    private long travel() {
        long slow = client.slowUntil() > world.scheduler.nanoTime() ? 200 * MILLI : 0;
        return 1 + world.scheduler.random().nextLong(MILLI / 2 + slow);
    }

    private void flow() {
        long stopped = client.stoppedUntil();
        if (stopped > world.scheduler.nanoTime()) {
            if (stopped != Long.MAX_VALUE) {
                world.scheduler.at(stopped, this::flow);
            }
            return;
        }
        int some = client.slowUntil() > world.scheduler.nanoTime() ? 1 : 1 + world.scheduler.random().nextInt(12);
        for (int i = 0; i < some && !inTransit.isEmpty() && !clientGone; i++) {
            Message message = inTransit.poll();
            bytes -= message.bytes;
            message.action.run();
        }
        if (full && bytes < CAPACITY / 2) {
            full = false;
            loop.execute(this::drained);
        }
        flowing = !inTransit.isEmpty() && !clientGone;
        if (flowing) {
            world.scheduler.after(travel(), this::flow);
        }
    }

    private void drained() {
        if (!serverGone && subscription != null) {
            subscription.drained();
        }
    }

    /** The client closes the connection. The instance notices it later, or only by a time-out. */
    void disconnect(boolean noticed, boolean goodbye) {
        clientGone = true;
        inTransit.clear();
        long delay = world.scheduler.random().nextLong(noticed ? 2 * MILLI : 4_000 * MILLI);
        world.scheduler.after(delay, () -> loop.execute(() -> {
            if (goodbye && !serverGone && subscription != null) {
                serverGone = true;
                joinDone.run();
                instance.closed(this);
                subscription.closeByClient();
            } else {
                closed();
            }
        }));
    }

    void hostKilled() {
        serverGone = true;
        inTransit.clear();
        if (!clientGone) {
            clientGone = true;
            world.scheduler.after(world.scheduler.random().nextLong(2_000 * MILLI), () -> client.disconnected(this));
        }
    }

    // Rooms

    void followed(Channel channel) {
        if (isOpen()) {
            client.check().follow(channel);
        }
    }

    void unfollowed(Channel channel) {
        if (!serverGone) {
            client.check().unfollow(channel);
        }
    }

    /** Joins a room as the command of a WebSocket does. Called on the loop. */
    void join(String room, StartPosition start) {
        Runnable done = world.waiters.begin("join " + room + " of " + client, instance.host().number());
        join(room, start, done);
    }

    private void join(String room, StartPosition start, Runnable done) {
        BooleanSupplier outdated = instance.review().outdated(caller, Set.of(room));
        instance.rooms()
                .policy()
                .mayJoin(caller, room)
                .subscribe()
                .with(
                        may -> loop.execute(() -> {
                            if (!may || !isOpen()) {
                                done.run();
                            } else if (outdated.getAsBoolean()) {
                                join(room, start, done);
                            } else {
                                follow(room, start, outdated, done);
                            }
                        }),
                        failure -> done.run());
    }

    private void follow(String room, StartPosition start, BooleanSupplier outdated, Runnable done) {
        Channel channel = Channel.room(room);
        if (subscription.following().contains(channel) || subscription.joining().contains(channel)) {
            done.run();
            return;
        }
        if (start instanceof StartPosition.After after) {
            int partition = world.partitionOf(channel);
            EventId position = after.cursor().positionIn(partition);
            if (position == null) {
                done.run();
                return;
            }
            client.check().joining(channel, position);
        }
        joinDone = done;
        subscription.follow(channel, start, null, new Subscription.FollowListener() {
            @Override
            public void followed() {
                done.run();
                send(() -> client.check().joined(channel), 10);
                if (outdated.getAsBoolean()) {
                    instance.review().reviewRoom(caller, subscription, room);
                }
            }

            @Override
            public void failed(Throwable reason) {
                done.run();
                client.check().joinFailed(channel);
            }
        });
    }
}
