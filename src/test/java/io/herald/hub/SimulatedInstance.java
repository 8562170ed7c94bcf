package io.herald.hub;

import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import io.quarkus.runtime.StartupEvent;
import java.util.List;
import java.util.Random;

/** An instance of the service, with the real hub on two loops. */
final class SimulatedInstance {

    final SimulatedLink link;
    final Hub hub;
    final List<SteppedLoop> loops;

    SimulatedInstance(SimulatedLog log, StreamConfig config, HubEnvironment environment, Random random) {
        this.link = new SimulatedLink(log, random);
        this.hub = new Hub(link, config, environment);
        this.loops = List.of(new SteppedLoop(environment.nanos()), new SteppedLoop(environment.nanos()));
        hub.start(new StartupEvent());
    }

    /** Runs the reader, the requests and the loops until nothing is left to do. */
    void settle() {
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 40; i++) {
                link.stepReader(true);
                loops.forEach(SteppedLoop::runAll);
            }
            while (link.stepRequest()) {
                loops.forEach(SteppedLoop::runAll);
            }
        }
    }
}
