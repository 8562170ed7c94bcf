package io.herald.hub;

import io.herald.event.Channel;
import io.herald.hub.LineFrameEncoder.Line;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A client that connects, receives when the simulation says so, loses its connection, and reconnects. */
final class SimulatedClient {

    /** The number of writes that fit into the socket. */
    private static final int SOCKET_CAPACITY = 3;

    private static final int HEARTBEAT_SECONDS = 20;

    final List<Channel> channels;
    final DeliveryOracle deliveryOracle;
    private final Random random;
    private Connection connection;

    SimulatedClient(List<Channel> channels, DeliveryOracle deliveryOracle, Random random) {
        this.channels = channels;
        this.deliveryOracle = deliveryOracle;
        this.random = random;
    }

    boolean isConnected() {
        return connection != null;
    }

    boolean isConnectedTo(SimulatedInstance instance) {
        return connection != null && connection.instance == instance;
    }

    void connect(SimulatedInstance instance, StartPosition startPosition) {
        deliveryOracle.connecting(startPosition);
        connection = new Connection(instance);
        connection.open(startPosition);
    }

    /** Drops what is in the socket. The instance notices the disconnect later. */
    void disconnect() {
        Connection dropped = connection;
        connection = null;
        dropped.socket.clear();
        dropped.loop.execute(dropped::close);
    }

    boolean receive() {
        return connection != null && connection.receive();
    }

    private final class Connection implements Outlet {
        private final SimulatedInstance instance;
        private final EventLoop loop;
        private final ArrayDeque<Runnable> socket = new ArrayDeque<>();
        private Subscription subscription;
        private boolean full;

        Connection(SimulatedInstance instance) {
            this.instance = instance;
            this.loop = instance.loops.get(random.nextInt(instance.loops.size()));
        }

        void open(StartPosition startPosition) {
            loop.execute(
                    () -> subscription = instance.hub.subscribe(this, TestSubscriptions.to(channels), startPosition));
        }

        void close() {
            subscription.close();
        }

        boolean receive() {
            Runnable message = socket.poll();
            if (message != null) {
                message.run();
            }
            if (full && socket.isEmpty()) {
                full = false;
                loop.execute(this::drained);
            }
            return message != null;
        }

        private void drained() {
            if (subscription != null) {
                subscription.drained();
            }
        }

        private void enqueue(Runnable message) {
            if (connection != this) {
                return;
            }
            socket.add(message);
            full |= socket.size() > SOCKET_CAPACITY;
            if (full && random.nextInt(4) == 0) {
                drainDuringWrite();
            }
        }

        /** Empties the socket during a write, so that the drain is signalled before the write returns. */
        private void drainDuringWrite() {
            while (!socket.isEmpty()) {
                socket.poll().run();
            }
            full = false;
            drained();
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
            return LineFrameEncoder.INSTANCE;
        }

        @Override
        public boolean isFull() {
            return full;
        }

        @Override
        public void ready(ReadyEvent readyEvent) {
            if (connection == this) {
                deliveryOracle.readySent(readyEvent, instance);
            }
            enqueue(() -> deliveryOracle.ready(readyEvent));
            loop.schedule(this::heartbeat, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        }

        /** Sends the cursor periodically, like a transport. */
        private void heartbeat() {
            if (connection == this) {
                if (!full) {
                    String cursor = subscription.cursor();
                    enqueue(() -> deliveryOracle.heartbeat(cursor));
                }
                loop.schedule(this::heartbeat, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            }
        }

        @Override
        public void reset(ResetEvent resetEvent) {
            if (connection == this) {
                deliveryOracle.resetSent(resetEvent);
            }
            enqueue(() -> deliveryOracle.reset(resetEvent));
        }

        @Override
        public void write(ByteBuf frames) {
            List<Line> lines = LineFrameEncoder.read(frames);
            enqueue(() -> lines.forEach(deliveryOracle::event));
        }

        @Override
        public void caughtUp() {}

        @Override
        public void close(CloseReason closeReason) {
            if (connection == this) {
                disconnect();
            }
        }
    }
}
