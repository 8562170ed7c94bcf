package io.herald.simulation;

import io.herald.simulation.Simulation.Outcome;
import java.util.Arrays;

/**
 * Runs many seeds, or one: {@code --seeds=100000 [--from=0]}, {@code --seed=926}. Prints each failing seed with its shortened
 * steps, and the number of seeds per second.
 */
public final class Simulate {

    private static final int MOST_FAILURES = 5;

    private Simulate() {}

    public static void main(String[] args) {
        long failures;
        try (MutedLog muted = MutedLog.mute()) {
            long one = option(args, "seed", -1);
            failures = one >= 0 ? run(one, one + 1) : run(option(args, "from", 0), option(args, "from", 0) + option(args, "seeds", 1_000));
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

    private static long run(long from, long to) {
        long begun = System.nanoTime();
        long failures = 0;
        long steps = 0;
        long events = 0;
        long seed = from;
        for (; seed < to && failures < MOST_FAILURES; seed++) {
            Plan plan = Plan.of(seed);
            Outcome outcome = Simulation.run(plan);
            steps += outcome.steps();
            events += outcome.events();
            if (!outcome.isCorrect()) {
                failures++;
                System.out.println(Report.of(plan, Faults.NONE));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(
                "seeds=%d failures=%d steps=%d publishes=%d seconds=%.1f seedsPerSecond=%.0f%n",
                seed - from, failures, steps, events, seconds, (seed - from) / seconds);
        return failures;
    }
}
