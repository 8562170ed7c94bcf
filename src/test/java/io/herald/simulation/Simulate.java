package io.herald.simulation;

import io.herald.simulation.SimulationRun.Outcome;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The main class of {@code bench/simulate}: runs many seeds, or one, and prints failing seeds and the number of seeds per second. */
public final class Simulate {

    private static final int MOST_FAILURES = 5;

    private static final String USAGE = """
            usage: bench/simulate [option…]
              --seeds=1000    number of seeds
              --from=0        the first seed
              --seed=926      this seed only
              --seconds=60    ends after this time
              --failures=5    ends at this number of failing seeds
              --brief=1       prints what the oracle found, without steps
              --defect=NAME   introduces a defect
            """;
    private static final Pattern OPTION =
            Pattern.compile("--(seeds|from|seed|seconds|failures|brief)=\\d+|--defect=\\w+");

    private final String[] args;
    private final IntroducedDefect defect;
    private long failures;
    private long steps;
    private long events;
    private long virtualMillis;

    private Simulate(String[] args) {
        this.args = args;
        this.defect = Arrays.stream(args)
                .filter(arg -> arg.startsWith("--defect="))
                .map(arg -> IntroducedDefect.valueOf(arg.substring("--defect=".length())))
                .findFirst()
                .orElse(IntroducedDefect.NONE);
    }

    public static void main(String[] args) {
        if (!Arrays.stream(args).allMatch(OPTION.asMatchPredicate())) {
            System.err.print(USAGE);
            System.exit(64);
        }
        Simulate simulate = new Simulate(args);
        try (SimulationProcess process = SimulationProcess.prepare()) {
            process.call(() -> {
                simulate.run();
                return null;
            });
        }
        // The shared instance of Vert.x has threads of its own.
        System.exit(simulate.failures == 0 ? 0 : 1);
    }

    private long option(String name, long otherwise) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith("--" + name + "="))
                .map(arg -> Long.parseLong(arg.substring(name.length() + 3)))
                .findFirst()
                .orElse(otherwise);
    }

    private void run() {
        long one = option("seed", -1);
        long from = one >= 0 ? one : option("from", 0);
        long to = from + (one >= 0 ? 1 : option("seeds", 1_000));
        long most = option("failures", MOST_FAILURES);
        long begun = System.nanoTime();
        long end = begun + option("seconds", Integer.MAX_VALUE) * 1_000_000_000L;
        long seed = from;
        for (; seed < to && failures < most && System.nanoTime() < end; seed++) {
            run(seed);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
        System.out.printf(
                "seeds=%d failures=%d steps=%d publishes=%d virtualSeconds=%d seconds=%.1f cpuSeconds=%.1f"
                        + " seedsPerCpuSecond=%.0f%n",
                seed - from, failures, steps, events, virtualMillis / 1_000, seconds, cpu, (seed - from) / cpu);
    }

    private void run(long seed) {
        Plan plan = Plan.of(seed);
        Outcome outcome = SimulationRun.run(plan, defect);
        steps += outcome.steps();
        events += outcome.events();
        virtualMillis += outcome.virtualMillis();
        if (!outcome.isCorrect()) {
            failures++;
            System.out.println(
                    option("brief", 0) > 0
                            ? "seed " + seed + " " + outcome.violations()
                            : FailureReport.of(plan, defect));
        }
    }
}
