package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.simulation.loop.Scheduler;
import io.herald.simulation.loop.SimulatedLoop;
import io.herald.simulation.oracle.ClientCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client of one user. While it wants to be connected, it reconnects with its cursor to any instance. */
final class VirtualClient {

    private static final long MILLI = 1_000_000;
    private static final long RETRY_MS = 400;
    private static final long CONNECT_TIMEOUT = 3_000 * MILLI;

    private final World world;
    private final String name;
    private final String user;
    private final Plan.ClientSpec spec;
    private final ClientCheck check;
    private @Nullable VirtualSocket socket;
    private boolean wanted;
    private boolean resumes;
    private boolean ready;
    private long readyAt;
    private int attempt;
    private long stoppedUntil;
    private long slowUntil;

    VirtualClient(World world, String name, Plan.ClientSpec spec) {
        this.world = world;
        this.name = name;
        this.user = spec.user();
        this.spec = spec;
        this.check = new ClientCheck(
                name,
                Channel.user(user),
                world.settings.partitions(),
                world.ledger,
                world::partitionOf,
                world.violations);
    }

    static long nanos(Instant time) {
        return (time.toEpochMilli() - Scheduler.EPOCH_MILLIS) * MILLI;
    }

    ClientCheck check() {
        return check;
    }

    String user() {
        return user;
    }

    /** Whether the token is not renewed all the time. */
    boolean hasSteadyToken() {
        return spec.tokenLife().compareTo(Plan.STEADY) >= 0;
    }

    boolean isWanted() {
        return wanted;
    }

    boolean mayAlwaysJoin(String room) {
        return spec.claims().contains(room);
    }

    long stoppedUntil() {
        return stoppedUntil;
    }

    long slowUntil() {
        return slowUntil;
    }

    @Nullable
    VirtualSocket socket() {
        return socket;
    }

    /** Returns when the client was last connected; zero before its first connection. */
    long readyAt() {
        return readyAt;
    }

    boolean isReady() {
        return socket != null && socket.isOpen() && ready;
    }

    // What the plan asks for

    void start() {
        if (!wanted) {
            wanted = true;
            connect(0);
        }
    }

    void drop(boolean noticed, boolean goodbye, boolean comesBack) {
        wanted = comesBack;
        stoppedUntil = 0;
        leaveSocket(noticed, goodbye);
        if (comesBack) {
            reconnect(RETRY_MS);
        }
    }

    private void leaveSocket(boolean noticed, boolean goodbye) {
        VirtualSocket left = socket;
        socket = null;
        ready = false;
        attempt++;
        if (left != null) {
            left.disconnect(noticed, goodbye);
        }
    }

    void stopReading(long nanos) {
        stoppedUntil = Math.max(stoppedUntil, world.scheduler.nanoTime() + nanos);
    }

    void readSlowly(long nanos) {
        slowUntil = world.scheduler.nanoTime() + nanos;
    }

    void join(String room, boolean replays) {
        VirtualSocket open = socket;
        if (isReady() && (spec.claims().contains(room) || world.database.isMember(user, room))) {
            Cursor cursor = check.cursor();
            StartPosition start = replays && cursor != null ? new StartPosition.After(cursor) : new StartPosition.Now();
            open.loop().execute(() -> open.join(room, start));
        }
    }

    // Connecting

    private void reconnect(long millis) {
        connect(millis / 2 + world.scheduler.random().nextLong(millis + 1));
    }

    private void retry(int mine) {
        if (attempt == mine && wanted) {
            reconnect(RETRY_MS);
        }
    }

    private void connect(long millis) {
        int mine = ++attempt;
        world.scheduler.after(millis * MILLI + world.scheduler.random().nextLong(MILLI), () -> {
            if (wanted && attempt == mine && socket == null) {
                tryConnect(mine);
            }
        });
    }

    private void tryConnect(int mine) {
        List<VirtualInstance> running = world.running();
        if (running.isEmpty()) {
            reconnect(RETRY_MS);
            return;
        }
        VirtualInstance instance = running.get(world.scheduler.random().nextInt(running.size()));
        Instant expires = Instant.ofEpochMilli(world.scheduler.millis()).plus(spec.tokenLife());
        Caller caller = new Caller(
                user, Set.of(), RoomPatterns.of(spec.claims()), RoomPatterns.NONE, expires, Instant.EPOCH, null);
        SimulatedLoop loop = instance.host().loop(world.scheduler.random().nextInt(2));
        Runnable done = world.waiters.begin("connect " + name, instance.host().number());
        loop.execute(() -> instance.authorizer()
                .staying(caller, spec.named())
                .subscribe()
                .with(
                        allowed -> loop.execute(() -> {
                            done.run();
                            serve(mine, instance, caller, loop, allowed);
                        }),
                        refused -> {
                            done.run();
                            retry(mine);
                        }));
        world.scheduler.after(CONNECT_TIMEOUT, () -> {
            if (attempt == mine && !ready) {
                leaveSocket(true, false);
                if (wanted) {
                    reconnect(RETRY_MS);
                }
            }
        });
    }

    private void serve(
            int mine, VirtualInstance instance, Caller caller, SimulatedLoop loop, SubscriptionSpec allowed) {
        if (attempt != mine || !wanted) {
            return;
        }
        RefusalReason refusal = instance.authorizer().refusal(Transport.SSE, allowed);
        if (refusal != null) {
            retry(mine);
            return;
        }
        Cursor cursor = check.cursor();
        resumes = cursor != null;
        socket = new VirtualSocket(world, instance, this, caller, loop, "c-" + name + "-" + mine);
        socket.open(allowed, cursor == null ? firstPosition() : new StartPosition.After(cursor));
    }

    private StartPosition firstPosition() {
        return switch (world.scheduler.random().nextInt(8)) {
            case 0 -> StartPosition.Rewind.EARLIEST;
            case 1 -> new StartPosition.Rewind(Duration.ofSeconds(2));
            case 2 -> new StartPosition.Unknown();
            default -> new StartPosition.Now();
        };
    }

    // What the connection tells

    void ready(VirtualSocket from, ReadyEvent event, long sentAt) {
        ready = true;
        readyAt = world.scheduler.nanoTime();
        check.ready(event, resumes, sentAt);
    }

    void ended(VirtualSocket from, CloseReason reason) {
        if (socket == from && reason == CloseReason.EVICTED) {
            wanted = false;
        }
        disconnected(from);
    }

    void disconnected(VirtualSocket from) {
        if (socket == from) {
            socket = null;
            ready = false;
            attempt++;
            if (wanted) {
                reconnect(RETRY_MS);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
