package io.herald.simulation;

import io.herald.simulation.SimulationRun.Outcome;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Runs many seeds, or one: {@code --seeds=100000 [--from=0] [--seconds=60]}, {@code --seed=926}. {@code --defect=NAME}
 * introduces a defect, and {@code --failures=1} ends the run at the first failing seed. Prints each failing seed with its shortened
 * steps, and the number of seeds per second.
 */
public final class Simulate {

    private static final int MOST_FAILURES = 5;

    private Simulate() {}

    public static void main(String[] args) {
        long failures;
        try (MutedLog muted = MutedLog.mute()) {
            long seed = option(args, "seed", -1);
            long from = seed >= 0 ? seed : option(args, "from", 0);
            failures = run(from, from + (seed >= 0 ? 1 : option(args, "seeds", 1_000)), args);
        }
        // The shared instance of Vert.x has threads of its own.
        System.exit(failures == 0 ? 0 : 1);
    }

    private static long option(String[] args, String name, long otherwise) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith("--" + name + "="))
                .map(arg -> Long.parseLong(arg.substring(name.length() + 3)))
                .findFirst()
                .orElse(otherwise);
    }

    private static long run(long from, long to, String[] args) {
        IntroducedDefect defect = Arrays.stream(IntroducedDefect.values())
                .filter(one -> Arrays.asList(args).contains("--defect=" + one))
                .findFirst()
                .orElse(IntroducedDefect.NONE);
        long most = option(args, "failures", MOST_FAILURES);
        long begun = System.nanoTime();
        long end = begun + option(args, "seconds", Integer.MAX_VALUE) * 1_000_000_000L;
        long failures = 0;
        long steps = 0;
        long events = 0;
        long seed = from;
        for (; seed < to && failures < most && System.nanoTime() < end; seed++) {
            Plan plan = Plan.of(seed);
            Outcome outcome = SimulationRun.run(plan, defect);
            steps += outcome.steps();
            events += outcome.events();
            if (!outcome.isCorrect()) {
                failures++;
                System.out.println(
                        most == 1 ? "seed " + seed + " " + outcome.violations() : FailureReport.of(plan, defect));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
        System.out.printf(
                "seeds=%d failures=%d steps=%d publishes=%d seconds=%.1f cpuSeconds=%.1f seedsPerCpuSecond=%.0f%n",
                seed - from, failures, steps, events, seconds, cpu, (seed - from) / cpu);
        return failures;
    }
}
