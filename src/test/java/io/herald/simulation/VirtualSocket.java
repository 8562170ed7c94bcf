package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.event.Channel;
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
import io.herald.simulation.oracle.SimulatedFrame;
import io.herald.simulation.oracle.Trace;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection: the outlet of the instance, the bytes in transit, and the end of the client. */
final class VirtualSocket implements Outlet {

    private static final long MILLI = 1_000_000;
    private static final long FINISH_SECONDS = 2;

    /** What one write may add to a socket that is not full: a slice of the fan-out or a page of a replay. */
    private static final int MOST_BYTES = SocketBuffer.CAPACITY + 64 * 1024;

    private final World world;
    private final VirtualInstance instance;
    private final VirtualClient client;
    private final Caller caller;
    private final SimulatedLoop loop;
    private final String connection;
    private final SocketBuffer transit;
    private @Nullable Subscription subscription;
    private boolean ended;
    private boolean clientGone;
    private boolean serverGone;
    private Runnable joinDone = () -> {};

    VirtualSocket(
            World world,
            VirtualInstance instance,
            VirtualClient client,
            Caller caller,
            SimulatedLoop loop,
            String connection) {
        this.world = world;
        this.instance = instance;
        this.client = client;
        this.caller = caller;
        this.loop = loop;
        this.connection = connection;
        this.transit = new SocketBuffer(world.scheduler, client, () -> loop.execute(this::drained));
    }

    /** Opens the subscription, on the loop. */
    void open(SubscriptionSpec spec, StartPosition start) {
        instance.opened(this);
        client.check().subscribed(spec.channels(), start instanceof StartPosition.Rewind);
        subscription = instance.authorizer().subscribe(this, spec, start);
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
        return SimulatedFrame.ENCODER;
    }

    @Override
    public boolean isFull() {
        return transit.isFull();
    }

    @Override
    public void ready(ReadyEvent event) {
        long sentAt = world.scheduler.nanoTime();
        send(() -> client.ready(this, event, sentAt), 50);
        // Not before `ready`, as in the transports: until then the subscription has no position.
        loop.schedule(this::heartbeat, world.settings.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void reset(ResetEvent event) {
        ResetEvent copy =
                new ResetEvent(event.reason(), List.copyOf(event.channels()), event.cursor(), event.resumable());
        long sentAt = world.scheduler.nanoTime();
        EventId[] births = new EventId[world.settings.partitions()];
        Arrays.setAll(births, world.redis.stored()::birth);
        send(() -> client.check().reset(copy, sentAt, births), 50);
    }

    @Override
    public void write(ByteBuf frames) {
        if (transit.isFull()) {
            world.violations.add("wrote to a full socket of " + client);
        }
        List<SimulatedFrame> read = SimulatedFrame.read(frames);
        for (SimulatedFrame frame : read) {
            deliver(frame);
        }
        if (transit.bytes() > MOST_BYTES) {
            world.violations.add(transit.bytes() + " bytes in the socket of " + client);
        }
    }

    private void deliver(SimulatedFrame frame) {
        new WriteCheck(world, instance, client, caller).verify(frame);
        send(
                () -> client.check().event(frame),
                frame.channel().length() + frame.cursor().length() + 20);
    }

    @Override
    public void close(CloseReason reason) {
        ended = true;
        if (reason == CloseReason.STALLED) {
            loop.execute(this::closed);
            disconnectClient(50);
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
            Trace.print(() -> connection + " closed");
            serverGone = true;
            joinDone.run();
            instance.closed(this);
            transit.clear();
            disconnectClient(50);
            if (subscription != null) {
                subscription.close();
            }
        }
    }

    private void disconnectClient(int mostMillis) {
        if (!clientGone) {
            clientGone = true;
            long delay = world.scheduler.random().nextLong(mostMillis * MILLI);
            world.scheduler.after(delay, () -> client.disconnected(this));
        }
    }

    // The network

    private void send(Runnable action, int size) {
        if (!clientGone) {
            transit.add(action, size);
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
        transit.clear();
        long delay = world.scheduler.random().nextLong(noticed ? 2 * MILLI : 4_000 * MILLI);
        world.scheduler.after(
                delay,
                () -> loop.execute(() -> {
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
        transit.clear();
        disconnectClient(2_000);
    }

    // Rooms

    // The client notices these changes in order with the events, as it reads them.

    void followed(Channel channel) {
        Trace.print(() -> connection + " follows " + channel);
        EventId end = client.check().endOf(channel);
        sendMark(() -> client.check().follow(channel, end));
    }

    void unfollowed(Channel channel) {
        Trace.print(() -> connection + " unfollows " + channel);
        sendMark(() -> client.check().unfollow(channel));
    }

    /** Joins a room as the command of a WebSocket does. Called on the loop. */
    void join(String room, StartPosition start) {
        new RoomJoin(world, this, caller, room, start).run();
    }

    @Override
    public String toString() {
        return "i" + instance.host().number();
    }

    @Nullable
    Subscription subscription() {
        return subscription;
    }

    VirtualClient client() {
        return client;
    }

    /** Runs an action when the client has received everything before. */
    void sendMark(Runnable action) {
        send(action, 0);
    }

    /** @param abandoned runs if the connection ends before the join */
    void setPendingJoin(Runnable abandoned) {
        joinDone = abandoned;
    }
}
