package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.log.Append;
import io.herald.simulation.oracle.SimulatedFrame;
import java.time.Duration;
import java.util.List;

/** Publishes numbered events, and repeats a publish that has failed, with the same key, on another instance. */
final class Publisher {

    private static final long MILLI = 1_000_000;

    /** As many attempts as an instance needs that waits for its next attempt to connect to Redis. */
    private static final int ATTEMPTS = 10;

    private final World world;
    private long numbers;

    Publisher(World world) {
        this.world = world;
    }

    /** Returns the number of the next event. */
    long next() {
        return numbers;
    }

    void publish(List<Channel> channels, EventAttributes attributes, int instance) {
        long number = numbers++;
        Append append = new Append(channels, "e", SimulatedFrame.body(number), attributes)
                .once(new Append.Once("p" + number, "f", Duration.ofMinutes(10)));
        publish(append, number, instance, ATTEMPTS);
    }

    private void publish(Append append, long number, int on, int attempts) {
        VirtualInstance instance = world.instance(on);
        Runnable done = world.waiters.begin("publish " + number, instance.host().number());
        long losses = world.ledger.losses();
        instance.host()
                .loop(0)
                .execute(() -> instance.events()
                        .append(append)
                        .subscribe()
                        .with(
                                appended -> {
                                    done.run();
                                    world.ledger.acknowledge(number, losses);
                                },
                                failure -> {
                                    done.run();
                                    if (attempts > 1) {
                                        world.scheduler.after(
                                                300 * MILLI, () -> publish(append, number, on + 1, attempts - 1));
                                    }
                                }));
    }
}
