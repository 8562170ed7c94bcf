package io.herald.simulation;

import io.herald.simulation.SimulationRun.Outcome;
import io.herald.simulation.oracle.Trace;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The main class of {@code bench/simulate}: runs many seeds, or one, and prints failing seeds and the number of seeds per second. It
 * prints its summary also when it is interrupted.
 */
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
              --trace=1       prints each entry of the log, and what each client receives
              --defect=NAME   introduces a defect
            """;
    private static final Pattern OPTION =
            Pattern.compile("--(seeds|from|seed|seconds|failures|brief|trace)=\\d+|--defect=\\w+");

    private final String[] args;
    private final IntroducedDefect defect;
    private final long begun = System.nanoTime();
    private long thread;
    private long seeds;
    private long failures;
    private long steps;
    private long events;
    private long virtualMillis;
    private long longestRest;
    private boolean summarized;

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
        Runtime.getRuntime().addShutdownHook(new Thread(simulate::summarize));
        long failures;
        try (SimulationProcess process = SimulationProcess.prepare()) {
            failures = process.call(simulate::run);
        }
        // The shared instance of Vert.x has threads of its own.
        System.exit(failures == 0 ? 0 : 1);
    }

    private long option(String name, long otherwise) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith("--" + name + "="))
                .map(arg -> Long.parseLong(arg.substring(name.length() + 3)))
                .findFirst()
                .orElse(otherwise);
    }

    /** Returns the number of failing seeds. */
    private long run() {
        begin(Thread.currentThread().getId());
        long one = option("seed", -1);
        long from = one >= 0 ? one : option("from", 0);
        long to = from + (one >= 0 ? 1 : option("seeds", 1_000));
        long most = option("failures", MOST_FAILURES);
        long end = begun + option("seconds", Integer.MAX_VALUE) * 1_000_000_000L;
        long failed = 0;
        for (long seed = from; seed < to && failed < most && System.nanoTime() < end; seed++) {
            failed += run(seed) ? 0 : 1;
        }
        summarize();
        return failed;
    }

    /** Returns whether the oracle has found nothing. */
    private boolean run(long seed) {
        Plan plan = Plan.of(seed);
        Trace.setEnabled(option("trace", 0) > 0);
        Outcome outcome = SimulationRun.run(plan, defect);
        Trace.setEnabled(false);
        add(outcome);
        if (!outcome.isCorrect()) {
            System.out.println(
                    option("brief", 0) > 0
                            ? "seed " + seed + " " + outcome.violations()
                            : FailureReport.of(plan, defect));
        }
        return outcome.isCorrect();
    }

    // An interrupted process prints the summary on another thread.

    private synchronized void begin(long simulationThread) {
        thread = simulationThread;
    }

    private synchronized void add(Outcome outcome) {
        seeds++;
        failures += outcome.isCorrect() ? 0 : 1;
        steps += outcome.steps();
        events += outcome.events();
        virtualMillis += outcome.virtualMillis();
        longestRest = Math.max(longestRest, outcome.restMillis());
    }

    private synchronized void summarize() {
        if (summarized) {
            return;
        }
        summarized = true;
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread) / 1e9;
        System.out.printf(
                "seeds=%d failures=%d steps=%d publishes=%d virtualSeconds=%d longestRestMillis=%d"
                        + " seconds=%.1f cpuSeconds=%.1f seedsPerCpuSecond=%.0f%n",
                seeds, failures, steps, events, virtualMillis / 1_000, longestRest, seconds, cpu, seeds / cpu);
    }
}
