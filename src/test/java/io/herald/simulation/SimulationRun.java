package io.herald.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one plan, and then checks the service at rest. */
final class SimulationRun {

    private static final long MILLI = 1_000_000;

    /**
     * The result of a run.
     *
     * @param restMillis how long the service took to come to rest after the last fault
     */
    record Outcome(List<String> violations, long steps, long trace, long events, long virtualMillis, long restMillis) {
        boolean isCorrect() {
            return violations.isEmpty();
        }
    }

    private SimulationRun() {}

    static Outcome run(Plan plan) {
        return run(plan, IntroducedDefect.NONE);
    }

    static Outcome run(Plan plan, IntroducedDefect defect) {
        return run(plan, defect, null);
    }

    /** @param periodically runs every 50 virtual milliseconds, outside of all event loops; null for nothing */
    static Outcome run(Plan plan, IntroducedDefect defect, @Nullable Runnable periodically) {
        World world = new World(plan, defect);
        Publisher publisher = new Publisher(world);
        long rest;
        try {
            rest = run(plan, world, publisher, periodically);
        } finally {
            world.contexts.close();
        }
        return new Outcome(
                world.violations.found(),
                world.scheduler.steps(),
                world.scheduler.trace(),
                publisher.next(),
                world.scheduler.nanoTime() / MILLI,
                rest / MILLI);
    }

    private static long run(Plan plan, World world, Publisher publisher, @Nullable Runnable periodically) {
        StepExecutor executor = new StepExecutor(plan, world, publisher);
        for (int i = 0; i < plan.instances(); i++) {
            world.startInstance();
        }
        for (int i = 0; i < plan.clients().size(); i++) {
            world.clients.add(
                    new VirtualClient(world, "client" + i, plan.clients().get(i)));
        }
        for (Step step : plan.steps()) {
            world.scheduler.at(step.atMillis() * MILLI, () -> executor.execute(step));
        }
        if (periodically != null) {
            for (long millis = 0; millis < plan.durationMillis(); millis += 50) {
                world.scheduler.at(millis * MILLI, periodically);
            }
        }
        world.scheduler.runUntil(plan.durationMillis() * MILLI);
        return new RestCheck(plan, world, publisher).run(executor.faultsUntil());
    }
}
