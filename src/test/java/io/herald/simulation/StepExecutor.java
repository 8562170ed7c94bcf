package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.hub.transport.CloseReason;
import io.herald.simulation.oracle.AccessCheck;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** Executes the steps of a plan. */
final class StepExecutor {

    private static final long MILLI = 1_000_000;
    private static final long DRAINED_MS = 1_800;

    private final Plan plan;
    private final World world;
    private final Publisher publisher;
    private long faultsUntil;

    StepExecutor(Plan plan, World world, Publisher publisher) {
        this.plan = plan;
        this.world = world;
        this.publisher = publisher;
    }

    /** Returns the end of the last fault. */
    long faultsUntil() {
        return Math.max(faultsUntil, world.redis.refusesUntil());
    }

    void execute(Step step) {
        switch (step.kind()) {
            case CONNECT -> world.client(step.a()).start();
            case DROP -> world.client(step.a()).drop(step.b() > 0, step.b() == 3, step.c() == 1);
            case PUBLISH -> publish(step);
            case JOIN -> world.client(step.a()).join(room(step.b()), step.c() == 1);
            case ADD_MEMBER -> addMember(user(step.a()), room(step.b()), world.instance(step.c()));
            case REMOVE_MEMBER -> removeMember(user(step.a()), room(step.b()), world.instance(step.c()));
            case READ_SLOWLY -> world.client(step.a()).readSlowly(step.b() * MILLI);
            case STOP_READING -> world.client(step.a()).stopReading(step.b() * MILLI);
            case DISCONNECT_USER -> disconnect(user(step.a()));
            default -> fault(step);
        }
    }

    private void fault(Step step) {
        VirtualInstance instance = world.instance(step.a());
        long nanos = step.b() * MILLI;
        long end = world.scheduler.nanoTime() + (step.kind() == Step.Kind.DRAIN ? DRAINED_MS * MILLI : nanos);
        faultsUntil = Math.max(faultsUntil, end);
        switch (step.kind()) {
            case PAUSE -> instance.host().pause(nanos);
            case KILL -> {
                instance.kill();
                world.scheduler.after(nanos, world::startInstance);
            }
            case DRAIN -> drain(instance);
            case CUT -> world.redis.cut(instance.host().number());
            case SILENCE -> world.redis.silence(instance.host().number(), nanos);
            case REFUSE -> world.redis.refuse(instance.host().number(), nanos);
            case HANG -> world.redis.hang(nanos);
            case SUSPEND_MASTER -> world.redis.suspendMaster(nanos);
            case DOWN -> world.redis.goDown(nanos);
            case STOP_REPLICATION -> world.redis.stopReplication();
            case FAIL_OVER -> world.redis.failOver(-step.a());
            case FLUSH -> world.redis.flush();
            case CLOCK -> world.redis.setClockSkew(-step.b() / 4);
            case DATABASE_DOWN -> world.database.goDown(nanos);
            default -> throw new IllegalStateException(step.toString());
        }
        if (delaysRemovals(step.kind())) {
            int disturbed = isOfInstance(step.kind()) ? instance.host().number() : AccessCheck.ALL;
            world.access.fault(disturbed, world.scheduler.nanoTime(), Math.max(end, world.redis.refusesUntil()));
        }
    }

    /** An instance that is drained or starts applies removals as usual, and a replica that is behind matters from the failover on. */
    private static boolean delaysRemovals(Step.Kind kind) {
        return switch (kind) {
            case KILL, DRAIN, STOP_REPLICATION, CLOCK -> false;
            default -> true;
        };
    }

    private static boolean isOfInstance(Step.Kind kind) {
        return switch (kind) {
            case PAUSE, CUT, SILENCE, REFUSE -> true;
            default -> false;
        };
    }

    private String room(int number) {
        return plan.rooms().get(number % plan.rooms().size());
    }

    private String user(int number) {
        return plan.users().get(number % plan.users().size());
    }

    private void drain(VirtualInstance instance) {
        instance.hub().drain(Duration.ofSeconds(1));
        world.scheduler.after(1_200 * MILLI, () -> instance.hub().endAll());
        world.scheduler.after(DRAINED_MS * MILLI, () -> {
            if (instance.isAlive()) {
                instance.kill();
                world.startInstance();
            }
        });
    }

    private void disconnect(String user) {
        world.running()
                .forEach(instance -> instance.hub().end(Channel.user(user), caller -> true, CloseReason.DISCONNECTED));
    }

    private void addMember(String user, String room, VirtualInstance instance) {
        if (!world.database.isDown() && world.database.add(user, room)) {
            world.access.added(user, room);
            Runnable done = world.waiters.begin("add member", instance.host().number());
            instance.host()
                    .loop(0)
                    .execute(() -> instance.rooms()
                            .announceAdded(room, user)
                            .subscribe()
                            .with(told -> done.run(), failure -> done.run()));
        }
    }

    private void removeMember(String user, String room, VirtualInstance instance) {
        if (!world.database.isDown() && world.database.remove(user, room)) {
            Runnable done = world.waiters.begin("remove member", instance.host().number());
            instance.host()
                    .loop(0)
                    .execute(() -> instance.rooms()
                            .announceRemoved(room, user)
                            .subscribe()
                            .with(
                                    told -> {
                                        done.run();
                                        if (!world.database.isMember(user, room)) {
                                            world.access.removed(user, room, world.scheduler.nanoTime());
                                        }
                                    },
                                    failure -> done.run()));
        }
    }

    private void publish(Step step) {
        int kind = step.b() % 10;
        List<Channel> channels;
        if (step.a() % 10 < 5) {
            channels = List.of(Channel.room(room(step.a() / 10)));
        } else if (step.a() % 10 < 8) {
            TreeSet<String> some = new TreeSet<>(List.of(user(step.a() / 10), user(step.b())));
            channels = some.stream().map(Channel::user).toList();
        } else {
            channels = List.of(Channel.EVERYONE);
        }
        EventAttributes attributes =
                new EventAttributes(kind == 0, kind == 1 ? "k" + step.c() % 2 : null, EventAttributes.NEVER, null);
        publisher.publish(channels, attributes, step.c());
    }
}
