package io.herald.simulation;

import java.util.List;

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
        World world = new World(plan, defect);
        Publisher publisher = new Publisher(world);
        long rest;
        try {
            rest = run(plan, world, publisher);
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

    private static long run(Plan plan, World world, Publisher publisher) {
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
        world.scheduler.runUntil(plan.durationMillis() * MILLI);
        return new RestCheck(plan, world, publisher).run(executor.faultsUntil());
    }
}
